------------------------------- MODULE Trace --------------------------------
(* Is what the core did allowed? Each trace is a list of steps: one input of   *)
(* one replica's core, with the state after it, or the messages that left in a *)
(* duty cycle. TLC follows it: for one step of a trace it takes a few steps of *)
(* the specification, by that replica alone, such that what can be seen of the *)
(* state is equal afterwards, and every message that left is one that the      *)
(* specification can say. How far each trace could be followed is printed; one *)
(* that could not be followed to its end is refused. Behaviour.tla is made of the traces.  *)
EXTENDS Raft, Behaviour

VARIABLES
  trace, at,   \* the trace that is followed, and its next step
  done,        \* steps of the specification since the last one of the trace
  logs,        \* what the trace says of the logs
  seen,        \* hard states that a replica was in since it started
  got          \* replica -> votes and answers that it received since then

follows == <<trace, at, logs, seen, got>>

------------------------------------------------------------------------------
(* A step: <<replica, input, term of the message, message, state, log, hard state, number, messages out>>. *)
Step == Traces[trace].steps[at]
n == Step[1]
input == Step[2]
mt == Step[3]
message == Step[4]
post == Step[5]      \* <<term, vote, role, commit, rejoining, life>>
delta == Step[6]     \* <<>>, or <<kept, entries>>: what follows the first kept entries
hardPost == Step[7]  \* <<>>, or <<term, vote, life, rejoining>>
number == Step[8]    \* flushed index; at a start 1 if power was lost
out == Step[9]

Kind(m) == IF m = <<>> THEN "none" ELSE m[1]
HardOf(h) == [term |-> h[1], vote |-> h[2], life |-> h[3], rejoining |-> h[4]]
LogAfter ==
  IF delta = <<>> THEN logs[n] ELSE SubSeq(logs[n], 1, delta[1]) \o delta[2]

------------------------------------------------------------------------------
(* What a message says must follow from the histories.                         *)
EntriesAgree(t, prev, terms) ==
  /\ prev + Len(terms) <= Len(elog[t])
  /\ \A k \in 1..Len(terms) : TermAt(elog[t], prev + k) = terms[k]

Leads(s, t) == s \in elected[t]

IsSaid(m) ==
  CASE m[1] = "VREQ" -> <<m[2], m[3], m[4], m[5], m[6]>> \in asks
    [] m[1] = "VOTE" -> <<m[2], m[3], m[4]>> \in grants
    [] m[1] = "PREQ" -> <<m[2], m[3], m[4], m[5], FALSE>> \in preAsks
    [] m[1] = "PVOTE" -> m[5] \/ <<m[2], m[3], m[4]>> \in preGrants
    [] m[1] = "APP" -> /\ Leads(m[3], m[2]) /\ m[4] <= Len(elog[m[2]]) /\ TermAt(elog[m[2]], m[4]) = m[5]
                       /\ EntriesAgree(m[2], m[4], m[6]) /\ m[7] <= told[m[2]]
    [] m[1] = "APP?" -> /\ Leads(m[3], m[2]) /\ m[4] <= Len(elog[m[2]]) /\ TermAt(elog[m[2]], m[4]) = m[5]
                        /\ m[7] <= told[m[2]]
    [] m[1] = "RREQ" -> m[4] <= life[m[3]]
    [] m[1] = "ACK" -> m[6] \/ (m[4] <= ack[m[2]][m[3]].match /\ m[5] <= ack[m[2]][m[3]].flushed)
    [] m[1] = "BEAT" -> Leads(m[3], m[2]) /\ m[4] <= told[m[2]]
    [] m[1] = "NOW" -> <<m[2], m[4]>> \in timeoutNow
    [] m[1] = "RVAL" -> <<m[2], m[4], m[5], m[6]>> \in answers
    [] m[1] = "INST" -> /\ Leads(m[3], m[2]) /\ m[4] <= told[m[2]] /\ TermAt(elog[m[2]], m[4]) = m[5]

------------------------------------------------------------------------------
(* The steps of the specification that an input can make.                      *)

\* What the input does at once, whatever is seen of it later.
FromLeader == mt \in Terms /\ mt >= term[n] /\ elected[mt] # {} /\ n \notin elected[mt]

ReceiveStep ==
  LET prev == message[4]
      terms == message[6]  \* not told in an "APP?": then as many as agree count as received
      upto == IF message[1] = "APP?"
              THEN IF input = "APPENDED" THEN Len(LogAfter) - prev
                   ELSE Max(prev, CommonLength(log[n], elog[mt])) - prev
              ELSE IF input = "APPENDED" THEN Min(Len(LogAfter), prev + Len(terms)) - prev
              ELSE FirstNew(log[n], prev, SubSeq(elog[mt], prev + 1, prev + Len(terms))) - 1
  IN IF (prev <= verified[n] /\ mt = term[n]) \/ Fits(log[n], prev, message[5])
     THEN upto >= 0 /\ (message[1] = "APP" => EntriesAgree(mt, prev, terms)) /\ Receive(n, mt, prev, upto)
     ELSE HearLeader(n, mt)

\* An install can say no more than what the follower holds and the leader has committed.
InstallStep ==
  LET i == message[4] IN
  IF input = "INSTALLED" THEN Install(n, mt, i)
  ELSE IF Fits(log[n], i, message[5]) THEN Receive(n, mt, i, 0)
  ELSE HearLeader(n, mt)

StartStep ==
  LET h == HardOf(hardPost)
      kept == FlushedLength(n)
      known(x) == [x EXCEPT !.life = h.life, !.rejoining = h.rejoining]
  IN
  /\ IF number = 0 THEN LogAfter = log[n]
     ELSE Len(LogAfter) >= kept /\ SubSeq(LogAfter, 1, kept) = SubSeq(log[n], 1, kept)
  /\ h = known(hard[n]) \/ \E x \in seen[n] : h = known(x)
  /\ h.term > hard[n].term \/ (h.term = hard[n].term /\ hard[n].vote \in {Nobody, h.vote})
  /\ \/ h.life = hard[n].life + 1 /\ h.rejoining
     \/ /\ h.life = hard[n].life /\ h.rejoining = hard[n].rejoining
        /\ base.level = "FLUSHED" \/ LogAfter = log[n]
  /\ post[4] <= commit[n]
  /\ Start(n, LogAfter, IF number = 0 THEN disk[n] ELSE LogAfter, h, post[4])
  /\ UNCHANGED bounds

FlushHardStep ==
  LET h == HardOf(hardPost) IN
  /\ h \in seen[n] /\ h.term >= hard[n].term
  /\ FlushHardStateAs(n, h)

\* Where it could, it is taken to have granted a pre-vote: nothing depends on one alone.
Asked == <<message[2], message[3], message[4], message[5], FALSE>>
MayGrantPreVote ==
  Asked \in preAsks /\ ~IsOut(n) /\ Asked[1] > term[n] /\ UpToDate(Asked[3], Asked[4], log[n])

SayNow(messages) ==
  /\ timeoutNow' = timeoutNow \cup {<<m[2], m[4]>> : m \in messages}
  /\ UNCHANGED <<base, memory, rejoin, storage, hard, reigns, ack, ballots, preAsks, preGrants, answers, bounds>>

HasFirst ==
  \/ input \in {"START", "FLUSHED", "HARD"}
  \/ Kind(message) \in {"APP", "APP?", "BEAT", "INST"} /\ FromLeader
  \/ Kind(message) = "NOW" /\ FromLeader /\ Leads(message[3], mt)
  \/ Kind(message) = "RREQ" /\ role[n] = "L" /\ mt = term[n]
  \/ Kind(message) = "PREQ" /\ MayGrantPreVote

First ==
  CASE input = "START" -> StartStep
    [] input = "FLUSHED" -> FlushTo(n, Min(number, Len(log[n])))
         /\ UNCHANGED <<term, vote, role, unanimous, verified, commit, rejoin, log>> /\ Say(n)
         /\ UNCHANGED <<base, reigns, preBallots, answers, bounds>>
    [] input = "HARD" -> FlushHardStep
    [] Kind(message) \in {"APP", "APP?"} -> ReceiveStep
    [] Kind(message) = "INST" -> InstallStep
    [] Kind(message) = "BEAT" -> HearLeader(n, mt)
    [] Kind(message) = "NOW" -> SayNow({message})
    [] Kind(message) = "RREQ" -> AnswerRejoin(n, message[3], message[4])
    [] Kind(message) = "PREQ" -> GrantPreVote(n, Asked)

\* Who answered this leader, or voted for this candidate: what it did not receive does not count.
Received == IF Kind(message) \in {"VOTE", "ACK"} THEN got[n] \cup {message} ELSE got[n]
Answered(i) ==
  {s \in Server : \E a \in Received : a[1] = "ACK" /\ a[2] = term[n] /\ a[3] = s
     /\ i <= (IF NeedsFlush(n) THEN a[5] ELSE a[4])}
Voted == {s \in Server : \E a \in Received : a[1] = "VOTE" /\ a[2] = term[n] /\ a[3] = s} \cup {n}

\* What follows from it: only what brings the state nearer to what is seen.
Then ==
  \/ input \in {"MESSAGE", "APPEND", "INSTALL"} /\ mt > term[n] /\ mt <= post[1] /\ LearnTerm(n, mt)
  \/ Kind(message) = "NOW" /\ FromLeader /\ (mt > term[n] \/ role[n] # "F") /\ HearLeader(n, mt)
  \/ input \in {"TICK", "CAMPAIGN", "MESSAGE"} /\ role[n] \in {"F", "C"} /\ post[3] # "F"
     /\ (post[3] = "P" \/ post[1] > term[n]) /\ AskPreVotes(n, FALSE)
  \/ post[1] = term[n] + 1 /\ post[2] = n /\ \E all \in BOOLEAN :
       (all => \E v \in Server : rejoining[v]) /\ Campaign(n, all)
  \/ Kind(message) = "VREQ" /\ post[1] = mt /\ post[2] # vote[n] /\ \E a \in asks :
       a[1] = mt /\ a[2] = post[2] /\ Grant(n, a)
  \/ post[3] = "L" /\ role[n] = "C"
     /\ (IF unanimous[n] THEN Everybody(n) \subseteq Voted ELSE IsMajority(Voted, Membership(n)))
     /\ LeadWith(n, <<>>)
  \/ post[3] = "F" /\ term[n] = post[1] /\ StepDown(n)
  \/ post[4] > commit[n] /\ post[1] = term[n] /\ LearnCommit(n, post[4])
  \/ post[4] > commit[n] /\ MayCommit(n, post[4])
     /\ IsHeld(n, Answered(post[4]) \cup (IF OwnReach(n) >= post[4] THEN {n} ELSE {}))
     /\ Commit(n, post[4])
  \/ input \in {"APPENDED", "MEMBERSHIP"} /\ role[n] = "L" /\ Len(log[n]) < Len(LogAfter)
     /\ LET e == LogAfter[Len(log[n]) + 1] IN
        /\ e[1] = term[n] /\ (e[2] # <<>> => MayChange(n, e[2]))
        /\ AppendToOwn(n, e) /\ UNCHANGED bounds
  \/ rejoining[n] /\ ~post[5] /\ (Confirm(n) \/ \E a \in answers : Rejoined(n, a))

\* A leader hands over, perhaps as the last thing that it does: seen only when it says so.
HandsOver ==
  /\ input = "SEND" /\ \E m \in out : m[1] = "NOW" /\ ~IsSaid(m) /\ Leads(n, m[2])
  /\ SayNow({m \in out : m[1] = "NOW"})

IsSeen ==
  /\ post[1] = term[n] /\ post[2] = vote[n] /\ post[3] = role[n] /\ post[4] = commit[n]
  /\ post[5] = rejoining[n] /\ post[6] = life[n]
  /\ IF input = "INSTALLED" THEN Len(log[n]) = message[4] /\ LastTerm(log[n]) = message[5]
     ELSE log[n] = LogAfter

\* The step of the trace is matched; on to the next.
Matched ==
  /\ HasFirst => done > 0
  /\ IsSeen /\ \A m \in out : IsSaid(m)
  /\ (message # <<>> /\ mt \in Terms) => IsSaid(message)
  /\ at' = at + 1 /\ done' = 0
  /\ logs' = [logs EXCEPT ![n] = log[n]]
  /\ LET h == [term |-> term[n], vote |-> vote[n], life |-> life[n], rejoining |-> rejoining[n]] IN
     seen' = [seen EXCEPT ![n] = IF input = "START" THEN {h} ELSE @ \cup {h}]
  /\ got' = [got EXCEPT ![n] = IF input = "START" THEN {} ELSE {a \in Received : a[2] = term[n]}]
  /\ (at > TLCGet(trace)) => TLCSet(trace, at) /\ PrintT(<<"matched", trace, at>>)
  /\ UNCHANGED <<vars, trace>>

MaxDone == 12

TraceNext ==
  /\ at <= Len(Traces[trace].steps)
  /\ \/ done = 0 /\ HasFirst /\ First /\ done' = 1 /\ UNCHANGED follows
     \/ (HasFirst => done > 0) /\ ~IsSeen /\ done < MaxDone /\ Then /\ done' = done + 1 /\ UNCHANGED follows
     \/ done < MaxDone /\ HandsOver /\ done' = done + 1 /\ UNCHANGED follows
     \/ Matched

TraceInit ==
  /\ trace \in 1..Len(Traces) /\ at = 1 /\ done = 0
  /\ TLCSet(trace, 0)
  /\ base = [voters |-> Traces[trace].voters, learners |-> Traces[trace].learners,
             level |-> Traces[trace].level]
  /\ InitReplicas
  /\ logs = log
  /\ seen = [s \in Server |-> {hard[s]}]
  /\ got = [s \in Server |-> {}]

TraceSpec == TraceInit /\ [][TraceNext]_<<vars, follows, done>>

\* Where all had to elect, what is in no voter's log is lost; a learner may still remember it.
SafeUnlessForgotten == StateMachineSafety \/ \E a \in asks : a[5]
=============================================================================
