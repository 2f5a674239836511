"""Subtitles: SRT, WebVTT, SBV, ASS and SSA, TTML; their cues joined to sentences, their times kept."""
