// What a sender is told of a version that was handed in.
import type { AssignmentState } from "../../domain/assignment.ts";

/** What the sender is told. */
export interface SubmissionReceipt {
  submissionId: string;
  receiptNumber: string;
  version: number;
  /** Nothing was changed: the same request again, or the same content as the latest version. */
  repeated: boolean;
  complete: boolean;
  /** Everything is in and waits for 审签; it does not count before. */
  signing: boolean;
  /** 代填: by somebody of another unit. */
  onBehalf: boolean;
  /** Materials in, of those asked for. */
  handedIn: number;
  of: number;
  missing: string[];
  nil: boolean;
  late: boolean;
  /** Calendar days late, 0 on time. */
  lateDays: number;
  /** After 停止收件: a late one is 补报. */
  afterClosing: boolean;
  submittedAt: Date;
  /** An earlier version had been complete: this one is a 改报 or answers a return. */
  changed: boolean;
  /** The assignment's state now. */
  state: AssignmentState;
}
