----------------------------- MODULE Behaviour ------------------------------
(* In place of the traces of a run, whose module TraceModule writes.           *)
Traces == <<>>
==============================================================================
