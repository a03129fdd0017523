package io.rafthold.client;

import io.rafthold.protocol.codec.CursorAction;
import io.rafthold.protocol.codec.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Lists, describes, moves and deletes consumer groups, on the caller's thread. */
final class GroupAdmin {
  /** Partitions that are asked at the same time. */
  private static final int PARTITIONS_AT_ONCE = 64;

  private final AdminCalls calls;
  private final GroupOffsets offsets;

  GroupAdmin(AdminCalls calls) {
    this.calls = calls;
    this.offsets = new GroupOffsets(calls);
  }

  List<GroupInfo> list() {
    final Deadline deadline = calls.deadline();
    final List<GroupInfo> all = new ArrayList<>();
    Reply.Groups page;
    do {
      final String behind = all.isEmpty() ? "" : all.get(all.size() - 1).name();
      page =
          groups(
              "listing the consumer groups",
              (requests, correlationId) -> requests.groups().list(correlationId, behind),
              deadline);
      page.groups()
          .forEach(
              each ->
                  all.add(
                      new GroupInfo(
                          each.name(),
                          each.generation(),
                          each.memberCount(),
                          each.partitionCount(),
                          each.strategy())));
    } while (page.hasMore() && !page.groups().isEmpty());
    return List.copyOf(all);
  }

  GroupDescription describe(String name) {
    final Deadline deadline = calls.deadline();
    final Reply.GroupState group = state(name, deadline);
    final Map<Integer, Reply.GroupShare> shares =
        group.partitions().stream()
            .collect(Collectors.toMap(Reply.GroupShare::groupId, share -> share));
    final List<GroupPartitionInfo> partitions = new ArrayList<>();
    final Map<TopicPartition, Integer> groupIds = groupIds(group.topics(), deadline);
    for (final List<TopicPartition> some : inParts(groupIds)) {
      final Map<TopicPartition, CompletableFuture<Reply>> asked = new LinkedHashMap<>();
      some.forEach(each -> asked.put(each, askCursor(name, each, groupIds.get(each), deadline)));
      asked.forEach(
          (partition, answer) ->
              partitions.add(
                  info(partition, shares.get(groupIds.get(partition)), told(answer, deadline))));
    }
    return new GroupDescription(
        name, group.generation(), group.strategy(), group.topics(), group.members(), partitions);
  }

  /** A partition that nobody answers for is shown as such. */
  private Reply.CursorTold told(CompletableFuture<Reply> answer, Deadline deadline) {
    try {
      final Reply reply = calls.await(answer, deadline, "asking for a cursor");
      return reply instanceof Reply.CursorTold told && told.code() == ErrorCode.OK ? told : null;
    } catch (final RequestTimeoutException e) {
      return null;
    }
  }

  private static GroupPartitionInfo info(
      TopicPartition partition, Reply.GroupShare share, Reply.CursorTold told) {
    final boolean isCommitted = told != null && told.offset() >= 0;
    return new GroupPartitionInfo(
        partition,
        share == null ? GroupPartitionInfo.NOBODY : share.owner(),
        share == null ? GroupPartitionInfo.NOBODY : share.target(),
        share == null ? 0 : share.epoch(),
        isCommitted ? OptionalLong.of(told.offset()) : OptionalLong.empty(),
        isCommitted ? told.timestampNs() : 0,
        told == null ? -1 : told.startOffset(),
        told == null ? -1 : told.endOffset());
  }

  Map<TopicPartition, Long> seek(String name, Map<TopicPartition, Start> starts) {
    final Deadline deadline = calls.deadline();
    final Reply.GroupState group = state(name, deadline);
    requireNoMembers(group, "seeking");
    final Map<TopicPartition, Integer> groupIds =
        groupIds(starts.keySet().stream().map(TopicPartition::topic).distinct().toList(), deadline);
    final Map<TopicPartition, Long> found = new LinkedHashMap<>();
    starts.forEach(
        (partition, start) -> {
          if (!groupIds.containsKey(partition)) {
            throw new UnknownTopicException("there is no partition " + partition);
          }
          found.put(partition, offsets.find(partition, groupIds.get(partition), start, deadline));
        });
    found.forEach(
        (partition, offset) -> {
          final CursorWish wish =
              new CursorWish(
                  CursorAction.SEEK,
                  groupIds.get(partition),
                  CursorWish.OPERATOR,
                  group.generation(),
                  0,
                  offset);
          final Reply reply = move(name, partition, wish, deadline);
          if (reply.code() != ErrorCode.OK) {
            throw refused(name, "moving " + partition + " to offset " + offset, reply);
          }
        });
    return found;
  }

  private static RaftholdException refused(String name, String what, Reply reply) {
    return reply.code() == ErrorCode.STALE_GENERATION
        ? new GroupInUseException(
            what + ": group '" + name + "' has got a member meanwhile: stop it and try again")
        : Failures.refused(reply.code(), what, reply.message());
  }

  void delete(String name) {
    final Deadline deadline = calls.deadline();
    final Reply.Groups answer = ask(name, deadline);
    final boolean isKnown = answer.code() == ErrorCode.OK && !answer.groups().isEmpty();
    if (isKnown) {
      final Reply.GroupState group = answer.groups().get(0);
      requireNoMembers(group, "deleting");
      deleteFromMetadata(name, deadline);
    }
    // What an earlier attempt has left is swept up too; a group of that name that begins meanwhile
    // has later epochs.
    final int swept = sweep(name, deadline);
    if (!isKnown && swept == 0) {
      throw unknown(name);
    }
  }

  private void deleteFromMetadata(String name, Deadline deadline) {
    final String what = "deleting consumer group '" + name + "'";
    final AdminCalls.Answer answer =
        calls.ask(
            what,
            ClusterView.METADATA_GROUP,
            Call.leaderOf(ClusterView.METADATA_GROUP),
            (requests, correlationId) -> requests.groups().delete(correlationId, name),
            deadline);
    final ErrorCode code = answer.reply().code();
    if (code != ErrorCode.OK && code != ErrorCode.UNKNOWN_GROUP_NAME) {
      throw Failures.refused(code, what, answer.reply().message());
    }
  }

  /** Deletes the group's cursors, in whatever topic it ever had one; returns how many. */
  private int sweep(String name, Deadline deadline) {
    final List<String> topics =
        calls.cluster(AdminCalls.ALL_TOPICS, deadline).topics().stream()
            .map(TopicInfo::name)
            .toList();
    int swept = 0;
    final Map<TopicPartition, Integer> groupIds = groupIds(topics, deadline);
    for (final List<TopicPartition> some : inParts(groupIds)) {
      final Map<TopicPartition, CompletableFuture<Reply>> asked = new LinkedHashMap<>();
      some.forEach(each -> asked.put(each, askCursor(name, each, groupIds.get(each), deadline)));
      for (final Map.Entry<TopicPartition, CompletableFuture<Reply>> each : asked.entrySet()) {
        final TopicPartition partition = each.getKey();
        final String what = "deleting the cursor of group '" + name + "' in " + partition;
        final Reply reply = calls.await(each.getValue(), deadline, what);
        if (!(reply instanceof Reply.CursorTold told) || told.code() != ErrorCode.OK) {
          throw Failures.refused(reply.code(), what, reply.message());
        }
        if (told.epoch() >= 0) {
          delete(name, partition, groupIds.get(partition), told.epoch(), deadline);
          swept++;
        }
      }
    }
    return swept;
  }

  private void delete(
      String name, TopicPartition partition, int groupId, long epoch, Deadline deadline) {
    final CursorWish wish =
        new CursorWish(CursorAction.DELETE, groupId, CursorWish.OPERATOR, epoch, 0, 0);
    final Reply reply = move(name, partition, wish, deadline);
    if (reply.code() != ErrorCode.OK) {
      throw refused(name, "deleting the cursor in " + partition, reply);
    }
  }

  private Reply move(String name, TopicPartition partition, CursorWish wish, Deadline deadline) {
    return calls
        .ask(
            "moving the cursor of group '" + name + "' in " + partition,
            wish.groupId(),
            Call.leaderOf(wish.groupId()),
            (requests, correlationId) -> requests.groups().move(correlationId, name, wish),
            deadline)
        .reply();
  }

  private CompletableFuture<Reply> askCursor(
      String name, TopicPartition partition, int groupId, Deadline deadline) {
    return calls.begin(
        "asking for the cursor of group '" + name + "' in " + partition,
        groupId,
        Call.leaderOf(groupId),
        (requests, correlationId) -> requests.groups().cursor(correlationId, name, groupId),
        calls.patienceNs(deadline));
  }

  private Map<TopicPartition, Integer> groupIds(List<String> topics, Deadline deadline) {
    final Map<String, TopicInfo> known = new TreeMap<>();
    calls
        .cluster(AdminCalls.ALL_TOPICS, deadline)
        .topics()
        .forEach(topic -> known.put(topic.name(), topic));
    final Map<TopicPartition, Integer> groupIds = new LinkedHashMap<>();
    for (final String name : topics) {
      if (known.containsKey(name)) {
        for (final PartitionInfo each : known.get(name).partitions()) {
          groupIds.put(new TopicPartition(name, each.partition()), each.groupId());
        }
      }
    }
    return groupIds;
  }

  private static List<List<TopicPartition>> inParts(Map<TopicPartition, Integer> groupIds) {
    final List<TopicPartition> all = List.copyOf(groupIds.keySet());
    final List<List<TopicPartition>> parts = new ArrayList<>();
    for (int i = 0; i < all.size(); i += PARTITIONS_AT_ONCE) {
      parts.add(all.subList(i, Math.min(all.size(), i + PARTITIONS_AT_ONCE)));
    }
    return parts;
  }

  private Reply.GroupState state(String name, Deadline deadline) {
    final Reply.Groups answer = ask(name, deadline);
    if (answer.code() != ErrorCode.OK || answer.groups().isEmpty()) {
      throw unknown(name);
    }
    return answer.groups().get(0);
  }

  private Reply.Groups ask(String name, Deadline deadline) {
    GroupSettings.requireName(name);
    return groups(
        "describing consumer group '" + name + "'",
        (requests, correlationId) -> requests.groups().describe(correlationId, name),
        deadline);
  }

  private Reply.Groups groups(String what, Call.Encoding encoding, Deadline deadline) {
    final Reply reply =
        calls
            .ask(
                what,
                ClusterView.METADATA_GROUP,
                Call.leaderOf(ClusterView.METADATA_GROUP),
                encoding,
                deadline)
            .reply();
    if (reply instanceof Reply.Groups groups
        && (groups.code() == ErrorCode.OK || groups.code() == ErrorCode.UNKNOWN_GROUP_NAME)) {
      return groups;
    }
    throw Failures.refused(reply.code(), what, reply.message());
  }

  private static UnknownConsumerGroupException unknown(String name) {
    return new UnknownConsumerGroupException(
        "there is no consumer group '" + name + "': mend the name, or let a member join");
  }

  private static void requireNoMembers(Reply.GroupState group, String what) {
    if (!group.members().isEmpty()) {
      throw new GroupInUseException(
          what
              + " group '"
              + group.name()
              + "': it has "
              + group.members().size()
              + " members, "
              + group.members().stream()
                  .limit(3)
                  .map(member -> "'" + member.clientName() + "'")
                  .collect(Collectors.joining(", "))
              + (group.members().size() > 3 ? " and others" : "")
              + ": stop them first");
    }
  }
}
