// The versions of a report, newest first: who sent each, what changed, what the reviewer said.
import { findChanges, phraseChange } from "../../services/reviews/changes.ts";
import type { KnownReview, KnownVersion } from "../../services/reviews/dossier.ts";
import { outlineOf } from "../../services/reviews/dossier.ts";
import { VERDICT_NAMES } from "../../services/reviews/matter.ts";
import { phraseFieldNotes } from "../../services/reviews/notes.ts";
import { momentWords, timelinessWords } from "../../services/submissions/words.ts";

/** Newest first. */
export interface HistoryProps {
  versions: readonly KnownVersion[];
  reviews: readonly KnownReview[];
}

/** Folded away until it is asked for; nothing where nothing was handed in. */
export function History(props: HistoryProps) {
  const { versions, reviews } = props;
  if (versions.length === 0) return null;
  return (
    <details class="history">
      <summary>已报的版本({versions.length})</summary>
      <ol class="history-list">
        {versions.map((version, index) => {
          const before = versions[index + 1];
          const changes = before ? findChanges(before, version).map(phraseChange) : [];
          return (
            <li>
              <p class="history-head">
                第{version.version}版 {momentWords(version.submittedAt)} {version.by}
              </p>
              <p class="history-line">
                {version.receiptNumber}
                {version.complete
                  ? `，${timelinessWords(version)}`
                  : version.unsigned
                    ? "，未审签"
                    : "，材料未齐"}
              </p>
              {outlineOf(version, true).map((line) => (
                <p class="history-line">{line}</p>
              ))}
              {changes.length > 0 ? (
                <ul class="history-changes">
                  {changes.map((line) => (
                    <li>{line}</li>
                  ))}
                </ul>
              ) : null}
              {reviews
                .filter((review) => review.version === version.version)
                .map((review) => (
                  <ReviewLine review={review} version={version} />
                ))}
            </li>
          );
        })}
      </ol>
    </details>
  );
}

function ReviewLine({ review, version }: { review: KnownReview; version: KnownVersion }) {
  const notes = phraseFieldNotes(review.fieldNotes, version);
  return (
    <div class="history-review">
      <p>
        {momentWords(review.at)} {review.by}:{VERDICT_NAMES[review.verdict]}
        {review.note ? `。${review.note}` : ""}
      </p>
      {notes.map((line) => (
        <p>{line}</p>
      ))}
    </div>
  );
}
