-------------------------------- MODULE Raft --------------------------------
(* What the consensus core of Rafthold (package io.rafthold.raft) does, as far *)
(* as safety goes. README.md says what is modelled, what is not, and why.      *)
(*                                                                             *)
(* Messages are not kept one by one. A leader's log only grows within its      *)
(* term, a replica's answers only grow within a term, and a vote stays, so all *)
(* that was ever sent follows from a few histories: elog and told (what any    *)
(* append request or heartbeat of a term can say), ack (append and heartbeat   *)
(* answers), asks and grants (votes), answers (rejoin). They only grow: the    *)
(* network loses, doubles, delays and reorders by nature.                      *)
EXTENDS Naturals, Sequences, FiniteSets, TLC

CONSTANTS
  Server,          \* who may ever be of the group
  Nobody,          \* no vote
  InitVoters, InitLearners,
  Level,           \* "APPENDED" or "FLUSHED": what counts for commit
  MaxTerm, MaxLog, MaxCrashes, MaxCuts, MaxChanges,
  MaxBatch,        \* entries in one message
  Campaigners,     \* who stands for election
  Losers,          \* who loses power
  With,            \* what the model has, a subset of Features
  Off              \* the rules that are switched off, a subset of Rules

Features == {
  "OneStepElections",  \* an election is one step, and takes a term that none of its voters has seen
  "NoOpLater",         \* a leader's no-op is an entry like others, not the same step as its election
  "MinimalQuorums",    \* no more voters than it takes elect in one step
  "PreVote",           \* pre-vote before each candidacy, and leadership transfer
  "LazyHardState",     \* term and vote reach the disk in a step of their own
  "FollowerCommit",    \* followers learn the commit index
  "LearnTerms",        \* replicas learn of later terms from any message
  "Changes",           \* membership changes
  "Install",           \* a leader's committed start in place of entries that it no longer has
  "Flush",             \* all logs are flushed in steps of their own; else those that may lose power
  "NoFlush",           \* none is: a power cut can leave whatever was written
  "MajorityCuts" }     \* so many may lose power that only all voters together can elect

Rules == {
  "VoteOnce", "UpToDateVotes", "MajorityElects", "FlushVoteBeforeAnswer", "PreVoteIsNoVote",
  "CommitOwnTermOnly", "MajorityCommits", "CommitVerifiedOnly", "StaleTermsRefused",
  "CheckPrevTerm", "OnlyConflictsTruncate", "AnswerVerifiedOnly", "AnswersOfTheTermOnly",
  "FollowersAnswerFlushed", "LeaderCountsOwnFlushed",
  "RejoinRule", "RejoinToLastIndex", "RejoinVerified", "ForgetEarlierLives",
  "UnanimousAfterAmnesia", "UnanimousComparesLogs",
  "ChangeNeedsOwnTermCommit", "OneChangeInFlight", "OneServerAtATime", "LearnersDoNotCount",
  "RemovedLeaderDoesNotCount", "ChangesAreFlushed", "EverybodySinceCommitted", "InstallCommittedOnly", "InstallOnlyBehind" }

\* What the code does beyond need: without it TLC finds nothing either (README.md).
Cautions == {"RejoinersDoNotCount"}

ASSUME With \subseteq Features /\ Off \subseteq Rules \cup Cautions /\ Level \in {"APPENDED", "FLUSHED"}

On(rule) == rule \notin Off
VoteOnce == On("VoteOnce")
UpToDateVotes == On("UpToDateVotes")
MajorityElects == On("MajorityElects")
FlushVoteBeforeAnswer == On("FlushVoteBeforeAnswer")
PreVoteIsNoVote == On("PreVoteIsNoVote")
CommitOwnTermOnly == On("CommitOwnTermOnly")
MajorityCommits == On("MajorityCommits")
CommitVerifiedOnly == On("CommitVerifiedOnly")
StaleTermsRefused == On("StaleTermsRefused")
CheckPrevTerm == On("CheckPrevTerm")
OnlyConflictsTruncate == On("OnlyConflictsTruncate")
AnswerVerifiedOnly == On("AnswerVerifiedOnly")
AnswersOfTheTermOnly == On("AnswersOfTheTermOnly")
FollowersAnswerFlushed == On("FollowersAnswerFlushed")
LeaderCountsOwnFlushed == On("LeaderCountsOwnFlushed")
RejoinRule == On("RejoinRule")
RejoinToLastIndex == On("RejoinToLastIndex")
RejoinVerified == On("RejoinVerified")
ForgetEarlierLives == On("ForgetEarlierLives")
RejoinersDoNotCount == On("RejoinersDoNotCount")
UnanimousAfterAmnesia == On("UnanimousAfterAmnesia")
UnanimousComparesLogs == On("UnanimousComparesLogs")
ChangeNeedsOwnTermCommit == On("ChangeNeedsOwnTermCommit")
OneChangeInFlight == On("OneChangeInFlight")
OneServerAtATime == On("OneServerAtATime")
LearnersDoNotCount == On("LearnersDoNotCount")
ChangesAreFlushed == On("ChangesAreFlushed")
EverybodySinceCommitted == On("EverybodySinceCommitted")
RemovedLeaderDoesNotCount == On("RemovedLeaderDoesNotCount")
InstallCommittedOnly == On("InstallCommittedOnly")
InstallOnlyBehind == On("InstallOnlyBehind")

OneStepElections == "OneStepElections" \in With
NoOpLater == "NoOpLater" \in With
MinimalQuorums == "MinimalQuorums" \in With
PreVote == "PreVote" \in With
LazyHardState == "LazyHardState" \in With
FollowerCommit == "FollowerCommit" \in With
LearnTerms == "LearnTerms" \in With
Changes == "Changes" \in With
Installs == "Install" \in With
Flushers == IF "Flush" \in With THEN Server ELSE IF "NoFlush" \in With THEN {} ELSE Losers
\* Where nobody loses power, what is appended is as good as flushed.
NeverLost == MaxCuts = 0 /\ "Flush" \notin With
MajorityCuts == "MajorityCuts" \in With

Terms == 1..MaxTerm

VARIABLES
  base,        \* [voters, learners, level], as the group began; never changes
  \* A replica, in memory.
  term, vote,
  role,        \* "F"ollower, "P"re-candidate, "C"andidate, "L"eader
  unanimous,   \* this candidate needs the votes of all
  verified,    \* the log equals that of the term's leader up to here, as far as it checked
  commit,
  pending,     \* promises that wait until term and vote are on disk
  rejoining, life,
  \* A replica's log: in memory (or page cache), and what a power cut leaves of it.
  log, disk,
  hard,        \* [term, vote, life, rejoining] on disk
  \* Histories: all that is or ever was on its way.
  elected,     \* term -> who led it
  elog,        \* term -> its leader's log, at its longest
  told,        \* term -> the highest commit index of its leader
  ack,         \* term -> replica -> [match, flushed] of its answers
  asks,        \* vote requests <<term, candidate, lastIndex, lastTerm, unanimous>>
  grants,      \* votes <<term, voter, candidate>>
  preAsks, preGrants,
  timeoutNow,  \* <<term, candidate>>: a leader hands over
  answers,     \* rejoin answers <<term, replica, life, target>>
  \* Bounds.
  crashes, cuts, changes

memory == <<term, vote, role, unanimous, verified, commit, pending>>
rejoin == <<rejoining, life>>
storage == <<log, disk>>
reigns == <<elected, elog, told>>
ballots == <<asks, grants>>
preBallots == <<preAsks, preGrants, timeoutNow>>
bounds == <<crashes, cuts, changes>>
vars == <<base, memory, rejoin, storage, hard, reigns, ack, ballots, preBallots, answers, bounds>>

------------------------------------------------------------------------------
Max(a, b) == IF a > b THEN a ELSE b
Min(a, b) == IF a < b THEN a ELSE b
Highest(S) == CHOOSE x \in S : \A y \in S : y <= x
Prefix(a, b) == Len(a) <= Len(b) /\ SubSeq(b, 1, Len(a)) = a
Comparable(a, b) == Prefix(a, b) \/ Prefix(b, a)
CommonLength(a, b) ==
  Highest({k \in 0..Min(Len(a), Len(b)) : SubSeq(a, 1, k) = SubSeq(b, 1, k)})

\* An entry is its term and its change of membership, <<>> for none. One leader a term: (index, term) names it.
Plain(t) == <<t, <<>>>>
TermAt(l, i) == IF i = 0 THEN 0 ELSE l[i][1]
LastTerm(l) == TermAt(l, Len(l))
UpToDate(li, lt, l) == lt > LastTerm(l) \/ (lt = LastTerm(l) /\ li >= Len(l))

\* Membership: <<voters, learners>>, effective on append, so it is a function of the log.
ChangeIndexes(l) == {i \in 1..Len(l) : l[i][2] # <<>>}
MembershipOf(l) ==
  LET c == ChangeIndexes(l) IN IF c = {} THEN <<base.voters, base.learners>> ELSE l[Highest(c)][2]
Membership(s) == MembershipOf(log[s])
Voters(s) == Membership(s)[1]
\* A learner that counts is one more on the way to the majority of the voters.
Counted(m) == IF LearnersDoNotCount THEN m[1] ELSE m[1] \cup m[2]
IsMajority(q, m) == 2 * Cardinality(q \cap Counted(m)) > Cardinality(m[1])

\* A rejoining replica that the rule keeps out.
IsOut(s) == RejoinRule /\ rejoining[s]
FlushedLength(s) == IF NeverLost THEN Len(log[s]) ELSE CommonLength(disk[s], log[s])

------------------------------------------------------------------------------
InitReplicas ==
  /\ term = [s \in Server |-> 0] /\ vote = [s \in Server |-> Nobody]
  /\ role = [s \in Server |-> "F"] /\ unanimous = [s \in Server |-> FALSE]
  /\ verified = [s \in Server |-> 0] /\ commit = [s \in Server |-> 0]
  /\ pending = [s \in Server |-> {}]
  /\ rejoining = [s \in Server |-> FALSE] /\ life = [s \in Server |-> 1]
  /\ log = [s \in Server |-> <<>>] /\ disk = [s \in Server |-> <<>>]
  /\ hard = [s \in Server |-> [term |-> 0, vote |-> Nobody, life |-> 1, rejoining |-> FALSE]]
  /\ elected = [t \in Terms |-> {}] /\ elog = [t \in Terms |-> <<>>] /\ told = [t \in Terms |-> 0]
  /\ ack = [t \in Terms |-> [s \in Server |-> [match |-> 0, flushed |-> 0]]]
  /\ asks = {} /\ grants = {} /\ preAsks = {} /\ preGrants = {} /\ timeoutNow = {} /\ answers = {}
  /\ crashes = 0 /\ cuts = 0 /\ changes = 0

Init ==
  /\ base = [voters |-> InitVoters, learners |-> InitLearners, level |-> Level]
  /\ InitReplicas

------------------------------------------------------------------------------
(* Promises. Whatever a replica's new state lets it say is said, to the histories, but not before  *)
(* the term and the vote that it is about are on disk (dissertation 3.8). A later term on disk will *)
(* do as well: then nothing can be promised in the earlier one any more.                           *)
OnDisk(p, h) ==
  \/ ~FlushVoteBeforeAnswer
  \/ h.term > p.term
  \/ h.term = p.term /\ (p.kind = "ack" \/ h.vote = p.vote)

\* How far s says, with its new state, that its log equals the leader's; and is flushed there.
Match(s) ==
  IF RejoinersDoNotCount /\ RejoinRule /\ rejoining'[s] THEN 0
  ELSE IF AnswerVerifiedOnly THEN verified'[s]
  ELSE IF role'[s] = "F" /\ term'[s] > 0 THEN Min(Len(log'[s]), Len(elog[term'[s]])) ELSE 0
MatchFlushed(s) ==
  IF FollowersAnswerFlushed /\ ~NeverLost THEN Min(Match(s), CommonLength(disk'[s], log'[s])) ELSE Match(s)

\* What s promises with its new state.
NewPromises(s) ==
  LET t == term'[s] IN
  (IF Match(s) > 0
   THEN {[kind |-> "ack", term |-> t, match |-> Match(s), flushed |-> MatchFlushed(s)]} ELSE {})
  \cup (IF vote'[s] # Nobody THEN {[kind |-> "grant", term |-> t, vote |-> vote'[s]]} ELSE {})
  \cup (IF role'[s] = "C"
        THEN {[kind |-> "ask", term |-> t, vote |-> s, index |-> Len(log'[s]),
               lastTerm |-> LastTerm(log'[s]), all |-> unanimous'[s]]}
        ELSE {})

HardStateOf(s) == [term |-> term'[s], vote |-> vote'[s], life |-> life'[s], rejoining |-> rejoining'[s]]

\* The hard state becomes h, and what waited for it leaves.
ReleaseAll(s, h) ==
  LET all == pending[s] \cup NewPromises(s)
      out == {p \in all : OnDisk(p, h)}
      acks == {p \in out : p.kind = "ack"}
  IN /\ hard' = [hard EXCEPT ![s] = h]
     /\ pending' = [pending EXCEPT ![s] = all \ out]
     /\ ack' = [t \in Terms |->
          LET mine == {p \in acks : p.term = t} IN
          IF mine = {} THEN ack[t] ELSE
          [ack[t] EXCEPT ![s] =
            [match |-> Highest({@.match} \cup {p.match : p \in mine}),
             flushed |-> Highest({@.flushed} \cup {p.flushed : p \in mine})]]]
     /\ grants' = grants \cup {<<p.term, s, p.vote>> : p \in {p \in out : p.kind = "grant"}}
     /\ asks' = asks \cup {<<p.term, s, p.index, p.lastTerm, p.all>> : p \in {p \in out : p.kind = "ask"}}

\* Every step of s in memory ends with this one.
Say(s) ==
  IF LazyHardState THEN ReleaseAll(s, hard[s])
  ELSE \* The same, for a hard state that is always on disk, without the detour.
    /\ hard' = [hard EXCEPT ![s] = HardStateOf(s)]
    /\ UNCHANGED pending
    /\ ack' = IF Match(s) = 0 THEN ack ELSE
         [ack EXCEPT ![term'[s]][s] =
           [match |-> Max(@.match, Match(s)), flushed |-> Max(@.flushed, MatchFlushed(s))]]
    /\ IF OneStepElections THEN UNCHANGED ballots ELSE
         /\ grants' = IF vote'[s] = Nobody THEN grants ELSE grants \cup {<<term'[s], s, vote'[s]>>}
         /\ asks' = IF role'[s] # "C" THEN asks ELSE
              asks \cup {<<term'[s], s, Len(log'[s]), LastTerm(log'[s]), unanimous'[s]>>}

FlushHardStateAs(s, h) ==
  /\ UNCHANGED <<term, vote, role, unanimous, verified, commit, rejoin, storage>>
  /\ ReleaseAll(s, h)
  /\ UNCHANGED <<base, reigns, preBallots, answers, bounds>>

FlushHardState(s) ==
  /\ LazyHardState
  /\ hard[s] # [term |-> term[s], vote |-> vote[s], life |-> life[s], rejoining |-> rejoining[s]]
  /\ FlushHardStateAs(s, [term |-> term[s], vote |-> vote[s], life |-> life[s], rejoining |-> rejoining[s]])

------------------------------------------------------------------------------
(* Elections (dissertation 3.4, 3.6.1, 4.2.3, 9.6).                             *)

\* s takes over a term. Within a term the vote and what was verified stay.
Enter(s, t) ==
  /\ term' = [term EXCEPT ![s] = t]
  /\ verified' = [verified EXCEPT ![s] = IF t > term[s] THEN 0 ELSE @]

\* s hears of a later term, in whatever way.
LearnTerm(s, t) ==
  /\ t > term[s]
  /\ Enter(s, t)
  /\ vote' = [vote EXCEPT ![s] = Nobody]
  /\ role' = [role EXCEPT ![s] = "F"] /\ unanimous' = [unanimous EXCEPT ![s] = FALSE]
  /\ UNCHANGED <<commit, rejoin, storage>> /\ Say(s)
  /\ UNCHANGED <<base, reigns, preBallots, answers, bounds>>

\* A leader that no majority answers, or that handed over or removed itself; a candidate that gives up.
StepDown(s) ==
  /\ role[s] # "F"
  /\ role' = [role EXCEPT ![s] = "F"] /\ unanimous' = [unanimous EXCEPT ![s] = FALSE]
  /\ UNCHANGED <<term, vote, verified, commit, rejoin, storage>> /\ Say(s)
  /\ UNCHANGED <<base, reigns, preBallots, answers, bounds>>

\* The voters of all memberships in the log, from the last one on that s knows to be committed: the
\* latest may never come to be. Any of them may lead (4.2.2), and may hold what others forgot.
SinceCommitted(s) ==
  LET known == SubSeq(log[s], 1, commit[s])
      later == {i \in ChangeIndexes(log[s]) : i > commit[s]}
  IN MembershipOf(known)[1] \cup UNION {log[s][i][2][1] : i \in later}
MayLead(s) == s \in SinceCommitted(s) /\ s \in Campaigners
Everybody(s) == IF EverybodySinceCommitted THEN SinceCommitted(s) ELSE Voters(s)

\* s asks around before it disturbs anybody; it asks all where the others forgot too much.
AskPreVotes(s, all) ==
  /\ PreVote /\ role[s] # "L" /\ MayLead(s)
  /\ role' = [role EXCEPT ![s] = "P"] /\ unanimous' = [unanimous EXCEPT ![s] = FALSE]
  /\ UNCHANGED <<term, vote, verified, commit, rejoin, storage>> /\ Say(s)
  /\ preAsks' = preAsks \cup {<<term[s] + 1, s, Len(log[s]), LastTerm(log[s]), all>>}
  /\ UNCHANGED <<base, reigns, preGrants, timeoutNow, answers, bounds>>

\* Nothing is stored for it: not even the term.
GrantPreVote(s, a) ==
  /\ a \in preAsks /\ a[2] # s /\ (IsOut(s) => a[5])
  /\ a[1] > term[s] /\ UpToDate(a[3], a[4], log[s])
  /\ preGrants' = preGrants \cup {<<a[1], s, a[2]>>}
  /\ UNCHANGED <<base, memory, rejoin, storage, hard, reigns, ack, ballots, preAsks, timeoutNow, answers, bounds>>

\* A leader hands over (3.10): the other one campaigns at once, without pre-vote.
HandOver(l, s) ==
  /\ PreVote /\ role[l] = "L" /\ s # l /\ s \in Voters(l)
  /\ timeoutNow' = timeoutNow \cup {<<term[l], s>>}
  /\ UNCHANGED <<base, memory, rejoin, storage, hard, reigns, ack, ballots, preAsks, preGrants, answers, bounds>>

PreVotesOf(s) == {s} \cup {v \in Server : <<term[s] + 1, v, s>> \in preGrants}

MayCampaign(s) ==
  \/ ~PreVote
  \/ role[s] = "P" /\ IsMajority(PreVotesOf(s), Membership(s))
  \/ <<term[s], s>> \in timeoutNow

\* One that finds somebody rejoining may count on all instead of a majority.
MayAskEverybody(s) == base.level = "APPENDED" /\ \E v \in Everybody(s) : IsOut(v)

Campaign(s, all) ==
  /\ role[s] # "L" /\ MayLead(s) /\ term[s] < MaxTerm
  /\ all \/ (~IsOut(s) /\ MayCampaign(s))
  /\ Enter(s, term[s] + 1)
  /\ vote' = [vote EXCEPT ![s] = s]
  /\ role' = [role EXCEPT ![s] = "C"] /\ unanimous' = [unanimous EXCEPT ![s] = all]
  /\ UNCHANGED <<commit, rejoin, storage>> /\ Say(s)
  /\ UNCHANGED <<base, reigns, preBallots, answers, bounds>>

Grant(s, a) ==
  /\ a \in asks /\ a[2] # s /\ a[1] >= term[s]
  /\ IsOut(s) => a[5]
  /\ (VoteOnce /\ a[1] = term[s]) => vote[s] \in {Nobody, a[2]}
  /\ UpToDateVotes => UpToDate(a[3], a[4], log[s])
  /\ role[s] # "L" \/ a[1] > term[s]
  /\ Enter(s, a[1])
  /\ vote' = [vote EXCEPT ![s] = a[2]]
  /\ role' = [role EXCEPT ![s] = "F"] /\ unanimous' = [unanimous EXCEPT ![s] = FALSE]
  /\ UNCHANGED <<commit, rejoin, storage>> /\ Say(s)
  /\ UNCHANGED <<base, reigns, preBallots, answers, bounds>>

VotesOf(s) ==
  {v \in Server : <<term[s], v, s>> \in grants}
    \cup (IF PreVoteIsNoVote THEN {} ELSE {v \in Server : <<term[s], v, s>> \in preGrants})

\* What the group loses for good when so many machines stopped at once at level APPENDED: what is
\* in no voter's log any more. The brokers report it; the rest must survive. Who a voter is, the
\* committed entries say, whatever the candidate knows.
LongestCommitted ==
  LET t == CHOOSE t \in Terms : \A u \in Terms : told[u] <= told[t] IN SubSeq(elog[t], 1, told[t])
Forgiven ==
  LET holders == MembershipOf(LongestCommitted)[1] IN
  [t \in Terms |->
    Highest({0} \cup {k \in 1..told[t] : \E v \in holders : Prefix(SubSeq(elog[t], 1, k), log[v])})]

\* s leads, first being the no-op where that is one step with it.
Reign(s, t, first, lost) ==
  /\ log' = [log EXCEPT ![s] = @ \o first]
  /\ elected' = [elected EXCEPT ![t] = @ \cup {s}]
  /\ elog' = [elog EXCEPT ![t] = log[s] \o first]
  /\ told' = [IF lost THEN Forgiven ELSE told EXCEPT ![t] = commit[s]]

Won(s) ==
  /\ role[s] = "C"
  /\ IF unanimous[s] THEN Everybody(s) \subseteq VotesOf(s)
     ELSE IF MajorityElects THEN IsMajority(VotesOf(s), Membership(s)) ELSE TRUE

\* The winner of an election of all: what it lacks is nowhere. That is on disk before it leads.
Confirm(s) ==
  /\ Won(s) /\ unanimous[s] /\ rejoining[s]
  /\ rejoining' = [rejoining EXCEPT ![s] = FALSE]
  /\ UNCHANGED <<term, vote, role, unanimous, verified, commit, life, storage>> /\ Say(s)
  /\ UNCHANGED <<base, reigns, preBallots, answers, bounds>>

LeadWith(s, first) ==
  /\ Won(s) /\ ~IsOut(s)
  /\ role' = [role EXCEPT ![s] = "L"] /\ unanimous' = [unanimous EXCEPT ![s] = FALSE]
  /\ Reign(s, term[s], first, unanimous[s])
  /\ UNCHANGED <<term, vote, verified, commit, rejoin, disk>> /\ Say(s)
  /\ UNCHANGED <<base, preBallots, answers, bounds>>

NoOp(t) == IF NoOpLater THEN <<>> ELSE <<Plain(t)>>
HasRoom(l) == NoOpLater \/ Len(l) < MaxLog

Lead(s) == HasRoom(log[s]) /\ LeadWith(s, NoOp(term[s]))

\* All of it in one step, by the voters q, in a term that none of them has seen.
Elect(s, q, all) ==
  LET t == Highest({term[v] : v \in q}) + 1
      covers(v) == UpToDate(Len(log[s]), LastTerm(log[s]), log[v])
  IN
  /\ OneStepElections /\ role[s] # "L" /\ s \in q /\ MayLead(s)
  /\ t <= MaxTerm /\ HasRoom(log[s])
  /\ all => MayAskEverybody(s)
  /\ IF all /\ UnanimousAfterAmnesia THEN q = Everybody(s)
     ELSE (q \ {s}) \subseteq Counted(Membership(s)) /\ IsMajority(q, Membership(s))
  /\ MinimalQuorums => all \/ \A v \in q \ {s} : ~IsMajority(q \ {v}, Membership(s))
  /\ all \/ \A v \in q : ~IsOut(v)
  /\ (UpToDateVotes /\ (UnanimousComparesLogs \/ ~all)) => \A v \in q : covers(v)
  /\ term' = [v \in Server |-> IF v \in q THEN t ELSE term[v]]
  /\ vote' = [v \in Server |-> IF v \in q THEN s ELSE vote[v]]
  /\ role' = [v \in Server |-> IF v = s THEN "L" ELSE IF v \in q THEN "F" ELSE role[v]]
  /\ verified' = [v \in Server |-> IF v \in q THEN 0 ELSE verified[v]]
  /\ rejoining' = [rejoining EXCEPT ![s] = FALSE]
  /\ hard' = [v \in Server |-> IF v \in q
       THEN [term |-> t, vote |-> s, life |-> life[v], rejoining |-> rejoining'[v]] ELSE hard[v]]
  /\ Reign(s, t, NoOp(t), all)
  /\ UNCHANGED <<base, unanimous, commit, pending, life, disk, ack, ballots, preBallots, answers, bounds>>

------------------------------------------------------------------------------
(* Replication (3.5, 3.6.2, 10.2.1).                                           *)

AppendToOwn(l, e) ==
  /\ role[l] = "L"
  /\ log' = [log EXCEPT ![l] = Append(@, e)]
  /\ elog' = [elog EXCEPT ![term[l]] = log'[l]]
  /\ UNCHANGED <<term, vote, role, unanimous, verified, commit, rejoin, disk>> /\ Say(l)
  /\ UNCHANGED <<base, elected, told, preBallots, answers>>

Propose(l) ==
  /\ Len(log[l]) < MaxLog /\ AppendToOwn(l, Plain(term[l])) /\ UNCHANGED bounds

\* The first place in what came where the own log differs; Len + 1 of it where it does not.
FirstNew(l, prev, entries) ==
  LET new == {k \in 1..Len(entries) : prev + k > Len(l) \/ TermAt(l, prev + k) # entries[k][1]}
  IN IF new = {} THEN Len(entries) + 1 ELSE CHOOSE k \in new : \A j \in new : k <= j

\* The log after an append that fits; all of it is verified then.
Merged(l, prev, entries) ==
  LET k == FirstNew(l, prev, entries) IN
  IF ~OnlyConflictsTruncate THEN SubSeq(l, 1, prev) \o entries
  ELSE IF k > Len(entries) THEN l
  ELSE SubSeq(l, 1, prev + k - 1) \o SubSeq(entries, k, Len(entries))

Fits(l, prev, prevTerm) ==
  prev <= Len(l) /\ (CheckPrevTerm => TermAt(l, prev) = prevTerm)

\* s takes over the term of a message that only the leader of t can have sent.
Follow(s, t) ==
  /\ t \in Terms /\ elected[t] # {} /\ s \notin elected[t]
  /\ t >= term[s] \/ (~StaleTermsRefused /\ role[s] # "L")
  /\ term' = [term EXCEPT ![s] = Max(t, @)]
  /\ vote' = [vote EXCEPT ![s] = IF t > term[s] THEN Nobody ELSE @]
  /\ role' = [role EXCEPT ![s] = "F"] /\ unanimous' = [unanimous EXCEPT ![s] = FALSE]

\* An append of term t with n entries behind prev, of which the first kept reach the log.
Receive(s, t, prev, n) ==
  LET entries == SubSeq(elog[t], prev + 1, prev + n)
      known == IF t = term[s] THEN verified[s] ELSE 0
  IN
  /\ Follow(s, t)
  /\ prev + n <= Len(elog[t])
  /\ Fits(log[s], prev, TermAt(elog[t], prev))
  /\ log' = [log EXCEPT ![s] = Merged(@, prev, entries)]
  /\ verified' = [verified EXCEPT ![s] = IF t < term[s] THEN @ ELSE Max(known, prev + n)]
  /\ UNCHANGED <<commit, rejoin, disk>> /\ Say(s)
  /\ UNCHANGED <<base, reigns, preBallots, answers, bounds>>

\* A heartbeat, or an append that does not fit: it only makes a follower.
HearLeader(s, t) ==
  /\ Follow(s, t)
  /\ verified' = [verified EXCEPT ![s] = IF t > term[s] THEN 0 ELSE @]
  /\ UNCHANGED <<commit, rejoin, storage>> /\ Say(s)
  /\ UNCHANGED <<base, reigns, preBallots, answers, bounds>>

\* The leader's commit index holds as far as the logs are known to be equal.
LearnCommit(s, i) ==
  /\ role[s] = "F" /\ term[s] \in Terms
  /\ i > commit[s] /\ i <= told[term[s]]
  /\ i <= IF CommitVerifiedOnly THEN verified[s] ELSE Len(log[s])
  /\ commit' = [commit EXCEPT ![s] = i]
  /\ UNCHANGED <<base, term, vote, role, unanimous, verified, pending, rejoin, storage, hard, reigns,
                 ack, ballots, preBallots, answers, bounds>>

\* Who holds entry i of leader l's log, as far as answers of its term can have told.
\* While a change of the members is under way the flush decides at each level: those who forget what
\* they had only appended must not forget who else may hold it.
NeedsFlush(l) ==
  \/ base.level = "FLUSHED"
  \/ ChangesAreFlushed /\ \E i \in ChangeIndexes(log[l]) : i > commit[l]
OwnReach(l) ==
  IF NeedsFlush(l) /\ LeaderCountsOwnFlushed THEN FlushedLength(l) ELSE Len(log[l])
Reach(l, t, s) == IF NeedsFlush(l) THEN ack[t][s].flushed ELSE ack[t][s].match
HoldersOf(l, i) ==
  {s \in Server \ {l} : Reach(l, term[l], s) >= i
     \/ (~AnswersOfTheTermOnly /\ \E t \in Terms : Reach(l, t, s) >= i)}
  \cup (IF OwnReach(l) >= i THEN {l} ELSE {})
IsHeld(l, holders) ==
  IF RemovedLeaderDoesNotCount THEN IsMajority(holders, Membership(l))
  ELSE 2 * Cardinality(holders \cap (Counted(Membership(l)) \cup {l})) > Cardinality(Voters(l))

MayCommit(l, i) ==
  /\ role[l] = "L" /\ i > commit[l] /\ i <= Len(log[l])
  /\ CommitOwnTermOnly => TermAt(log[l], i) = term[l]
  /\ MajorityCommits => IsHeld(l, HoldersOf(l, i))

Commit(l, i) ==
  /\ MayCommit(l, i)
  /\ commit' = [commit EXCEPT ![l] = i]
  /\ told' = [told EXCEPT ![term[l]] = Max(@, i)]
  /\ UNCHANGED <<base, term, vote, role, unanimous, verified, pending, rejoin, storage, hard, elected,
                 elog, ack, ballots, preBallots, answers, bounds>>

\* In place of entries that the leader no longer has: its committed log up to i, as a whole.
Install(s, t, i) ==
  /\ Follow(s, t)
  /\ i <= Len(elog[t]) /\ (InstallCommittedOnly => i <= told[t])
  /\ InstallOnlyBehind => ~Fits(log[s], i, TermAt(elog[t], i))
  /\ log' = [log EXCEPT ![s] = SubSeq(elog[t], 1, i)]
  /\ disk' = [disk EXCEPT ![s] = log'[s]]
  /\ verified' = [verified EXCEPT ![s] = i]
  /\ commit' = [commit EXCEPT ![s] = Max(@, i)]
  /\ UNCHANGED rejoin /\ Say(s)
  /\ UNCHANGED <<base, reigns, preBallots, answers, bounds>>

------------------------------------------------------------------------------
(* Membership, one server at a time (4.1, 4.2, and the fix of 2015).           *)
IsOneStep(m, n) == Cardinality((m[1] \ n[1]) \cup (n[1] \ m[1])) <= 1

MayChange(l, m) ==
  /\ role[l] = "L" /\ m # Membership(l) /\ m[1] # {} /\ m[1] \cap m[2] = {}
  /\ OneServerAtATime => IsOneStep(Membership(l), m)
  /\ OneChangeInFlight => \A i \in ChangeIndexes(log[l]) : i <= commit[l]
  /\ ChangeNeedsOwnTermCommit => \E i \in 1..commit[l] : TermAt(log[l], i) = term[l]

ChangeMembership(l, m) ==
  /\ MayChange(l, m) /\ AppendToOwn(l, <<term[l], m>>)
  /\ changes' = changes + 1 /\ UNCHANGED <<crashes, cuts>>

------------------------------------------------------------------------------
(* Storage, and what stops a machine.                                          *)
FlushTo(s, i) ==
  /\ disk' = [disk EXCEPT ![s] = IF i < Len(log[s]) /\ FlushedLength(s) >= i THEN @ ELSE SubSeq(log[s], 1, i)]
  /\ UNCHANGED <<term, vote, role, unanimous, verified, commit, rejoin, log>> /\ Say(s)
  /\ UNCHANGED <<base, reigns, preBallots, answers, bounds>>

Flush(s) == disk[s] # log[s] /\ FlushTo(s, Len(log[s]))

\* Starts from what the disk holds, c being all that it knows of what is committed. A log can be ahead of the hard state: an entry can reach the disk
\* before its term does. No answer of that term has left then, so its vote is free.
Start(s, l, d, h, c) ==
  LET ahead == LastTerm(l) > h.term
      t == IF ahead THEN LastTerm(l) ELSE h.term
  IN
  /\ log' = [log EXCEPT ![s] = l] /\ disk' = [disk EXCEPT ![s] = d]
  /\ term' = [term EXCEPT ![s] = t]
  /\ vote' = [vote EXCEPT ![s] = IF ahead THEN Nobody ELSE h.vote]
  /\ hard' = [hard EXCEPT ![s] = h]
  /\ role' = [role EXCEPT ![s] = "F"] /\ unanimous' = [unanimous EXCEPT ![s] = FALSE]
  /\ verified' = [verified EXCEPT ![s] = 0] /\ commit' = [commit EXCEPT ![s] = c]
  /\ pending' = [pending EXCEPT ![s] = {}]
  /\ life' = [life EXCEPT ![s] = h.life] /\ rejoining' = [rejoining EXCEPT ![s] = h.rejoining]
  /\ UNCHANGED <<base, reigns, ack, ballots, preBallots, answers>>

\* A process ends: the page cache outlives it.
Crash(s) ==
  /\ Start(s, log[s], disk[s], hard[s], 0)
  /\ crashes' = crashes + 1 /\ UNCHANGED <<cuts, changes>>

\* What a power cut can leave: the last flush, or as much of what was written since as happened to be.
Leftovers(s) ==
  {disk[s]} \cup {SubSeq(log[s], 1, k) : k \in FlushedLength(s)..Len(log[s])}

\* At level APPENDED a machine that stopped starts a new life, rejoining.
PowerCut(s, left) ==
  /\ left \in Leftovers(s)
  /\ Start(s, left, left,
       IF base.level = "FLUSHED" THEN hard[s]
       ELSE [hard[s] EXCEPT !.life = @ + 1, !.rejoining = TRUE], 0)
  /\ cuts' = cuts + 1 /\ UNCHANGED <<crashes, changes>>

\* A minority is what level APPENDED promises to survive without loss.
MayLosePower(s) ==
  \/ base.level = "FLUSHED" \/ MajorityCuts
  \/ 2 * Cardinality({v \in Server : rejoining[v]} \cup {s}) < Cardinality(Server)

------------------------------------------------------------------------------
(* The rejoin rule (docs/architecture.md).                                     *)

\* Leader l answers a request of s: that life has rejoined when it holds this much.
AnswerRejoin(l, s, itsLife) ==
  /\ RejoinRule /\ role[l] = "L" /\ l # s /\ itsLife <= life[s]
  /\ answers' = answers \cup
       {<<term[l], s, itsLife, IF RejoinToLastIndex THEN Len(log[l]) ELSE commit[l]>>}
  /\ UNCHANGED <<base, memory, rejoin, storage, hard, reigns, ack, ballots, preBallots, bounds>>

Rejoined(s, a) ==
  /\ RejoinRule /\ a \in answers /\ a[2] = s /\ rejoining[s]
  /\ ForgetEarlierLives => a[3] = life[s]
  /\ a[1] = term[s] /\ role[s] = "F"
  /\ IF RejoinVerified THEN verified[s] >= a[4] ELSE Len(log[s]) >= a[4]
  /\ rejoining' = [rejoining EXCEPT ![s] = FALSE]
  /\ UNCHANGED <<term, vote, role, unanimous, verified, commit, life, storage>> /\ Say(s)
  /\ UNCHANGED <<base, reigns, preBallots, answers, bounds>>

------------------------------------------------------------------------------
Elections ==
  IF OneStepElections
  THEN \E s \in Campaigners, q \in SUBSET Server : q # {} /\ \E all \in BOOLEAN :
         (all => MajorityCuts) /\ Elect(s, q, all)
  ELSE \/ \E s \in Server : Lead(s) \/ Confirm(s)
       \/ \E s \in Server, all \in BOOLEAN : (all => MajorityCuts) /\ AskPreVotes(s, all)
       \/ \E s \in Server, all \in BOOLEAN : (all => MajorityCuts /\ MayAskEverybody(s)) /\ Campaign(s, all)
       \/ \E s \in Server, a \in preAsks : GrantPreVote(s, a)
       \/ \E s \in Server, a \in asks : Grant(s, a)
       \/ \E l, s \in Server : HandOver(l, s)

\* Only what changes something is a step.
News(s, t, upto) ==
  t # term[s] \/ role[s] # "F" \/ upto > verified[s] \/ ~OnlyConflictsTruncate

\* In small models one entry a message mostly will do: more are several messages.
Replication ==
  \/ \E l \in Server : Propose(l)
  \/ \E s \in Server, t \in Terms : elected[t] # {} /\ \E prev \in 0..Len(elog[t]), n \in 0..MaxBatch :
       News(s, t, prev + n) /\ Receive(s, t, prev, n)
  \/ \E l \in Server, i \in 1..MaxLog : Commit(l, i)
  \/ FollowerCommit /\ \E s \in Server, i \in 1..MaxLog : LearnCommit(s, i)
  \/ Installs /\ \E s \in Server, t \in Terms, i \in 1..MaxLog : Install(s, t, i)

Faults ==
  \/ crashes < MaxCrashes /\ \E s \in Server :
       (role[s] # "F" \/ verified[s] > 0 \/ commit[s] > 0 \/ hard[s].term < term[s]) /\ Crash(s)
  \/ cuts < MaxCuts /\ \E s \in Losers : MayLosePower(s) /\ \E left \in Leftovers(s) : PowerCut(s, left)
  \/ \E s \in Flushers : Flush(s)
  \/ \E s \in Server : FlushHardState(s)
  \/ LearnTerms /\ \E s, other \in Server : LearnTerm(s, term[other])

MembershipChanges ==
  Changes /\ changes < MaxChanges /\ \E l \in Server :
    Len(log[l]) < MaxLog /\ \E voters \in SUBSET Server : ChangeMembership(l, <<voters, Membership(l)[2] \ voters>>)

Rejoining ==
  \/ \E l, s \in Server : rejoining[s] /\ term[l] >= term[s] /\ AnswerRejoin(l, s, life[s])
  \/ \E s \in Server, a \in answers : Rejoined(s, a)

Next == Elections \/ Replication \/ Faults \/ MembershipChanges \/ Rejoining

Spec == Init /\ [][Next]_vars

\* Servers of the same standing can change places.
Like(s) == {v \in Server :
  \A group \in {InitVoters, InitLearners, Campaigners, Losers} : v \in group <=> s \in group}
Symmetry == UNION {Permutations(Like(s)) : s \in Server}

------------------------------------------------------------------------------
(* Invariants.                                                                 *)

\* At most one leader a term.
ElectionSafety == \A t \in Terms : Cardinality(elected[t]) <= 1

\* At most one vote a term, across restarts.
OneVoteATerm == \A g, h \in grants : g[1] = h[1] /\ g[2] = h[2] => g[3] = h[3]

\* No vote without a flushed term.
VotesAreOnDisk ==
  \A g \in grants : hard[g[2]].term > g[1] \/ (hard[g[2]].term = g[1] /\ hard[g[2]].vote = g[3])

\* Where two logs have an entry of the same index and term, all before it agree: each equals, up to
\* there, the log of that term's leader.
Logs == {log[s] : s \in Server} \cup {disk[s] : s \in Server} \cup {elog[t] : t \in Terms}
LogMatching == \A l \in Logs : \A i \in 1..Len(l) : Prefix(SubSeq(l, 1, i), elog[TermAt(l, i)])

\* Every leader holds what a leader of an earlier term committed, whenever it did so.
LeaderCompleteness ==
  \A t, u \in Terms : t < u /\ elected[u] # {} => Prefix(SubSeq(elog[t], 1, told[t]), elog[u])

\* What is committed is one log, and every replica's committed part is a part of it.
Committed(t) == SubSeq(elog[t], 1, told[t])
StateMachineSafety ==
  \A s \in Server :
    /\ commit[s] <= Len(log[s])
    /\ \A t \in Terms : Comparable(SubSeq(log[s], 1, commit[s]), Committed(t))

\* What is committed stays on a majority (in the log, or on disk, as the level says); a rejoining
\* replica counts as if it had it, since it may not use its vote before it does.
Holds(s, l) ==
  \/ Prefix(l, IF base.level = "FLUSHED" THEN disk[s] ELSE log[s])
  \/ base.level = "APPENDED" /\ rejoining[s]
CommittedNeverLost ==
  Changes \/ \A t \in Terms : IsMajority({s \in Server : Holds(s, Committed(t))}, <<base.voters, {}>>)

\* A leader's log is the history that its messages are drawn from.
LeadersKeepTheirLog == \A s \in Server : role[s] = "L" => log[s] = elog[term[s]]

\* No log has an entry of a term that its replica has not entered.
TermsCoverLogs == \A s \in Server : LastTerm(log[s]) <= term[s]

Restarted == crashes' # crashes \/ cuts' # cuts
CommitsOnlyRise == [][\A s \in Server : commit'[s] >= commit[s] \/ Restarted]_vars
TermsOnlyRise ==
  [][\A s \in Server : hard'[s].term >= hard[s].term /\ (term'[s] >= term[s] \/ Restarted)]_vars
CommittedStays ==
  [][\A s \in Server : Prefix(SubSeq(log[s], 1, commit[s]), log'[s]) \/ Restarted]_vars
==============================================================================
