/** What a venue's rules are about; EVIDENCE.md beside each decoder has them one by one. */
export const EVIDENCE_TOPICS = ["book", "sequence", "checksum", "trades", "best quote", "candles", "ticker", "derivatives", "live"] as const;

export type EvidenceTopic = (typeof EVIDENCE_TOPICS)[number];

/** `recorded`: real messages show it (and the documents say it); `documents only`: no recording was at hand; `none`: the venue has no such thing. */
export type Evidence = "recorded" | "documents only" | "none";

/** What each of a venue's rules rests on. `live` is how it is spoken to: limits, subscriptions, keep-alive. */
export type VenueEvidence = Readonly<Record<EvidenceTopic, Evidence>>;
