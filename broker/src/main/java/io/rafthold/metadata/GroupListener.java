package io.rafthold.metadata;

/** Hears what changed in consumer groups, on the thread that applies, when the state shows it. */
interface GroupListener {
  /** Hears nothing. */
  GroupListener NONE =
      new GroupListener() {
        @Override
        public void onMemberJoined(ConsumerGroup group, GroupMember member) {}

        @Override
        public void onMemberRemoved(ConsumerGroup group, long memberId) {}
      };

  /** A group has a new member, or is new with it. */
  void onMemberJoined(ConsumerGroup group, GroupMember member);

  /** A group has lost a member. */
  void onMemberRemoved(ConsumerGroup group, long memberId);
}
