// Words of a phrase that say how something is asked for, rather than what. For Phrase.cpp alone.
#pragma once

#include <algorithm>
#include <span>
#include <string_view>

namespace bolus {

// Words that every report holds, and those that only deny.
inline constexpr std::string_view fillers[] = {
    "a",   "an",      "the", "of",      "in",    "on",   "at",    "with", "and",
    "or",  "for",     "to",  "is",      "are",   "was",  "were",  "no",   "not",
    "any", "without", "but", "however", "by",    "from", "there", "this", "that",
    "as",  "be",      "has", "have",    "which", "near", "rule",  "out",  "it"};
inline constexpr std::string_view denials[] = {
    "evidence", "negative", "free",   "absence", "lack",    "absent", "excluded", "ruled",
    "out",      "seen",     "rather", "than",    "neither", "nor",    "signs"};
// What goes with a side, a segment or a size and is no word to look for then.
inline constexpr std::string_view placeWords[] = {"segment", "segments", "seg",   "segs",
                                                  "sided",   "side",     "sides", "both"};
inline constexpr std::string_view sizeWords[] = {"measuring", "sized", "size",
                                                 "diameter",  "large", "long"};
// What says that something is past, or somebody else's, and is no word to look for then.
inline constexpr std::string_view pastWords[] = {
    "history",  "hx",   "ho",     "sp",     "status",   "post",       "prior",
    "previous", "past", "former", "remote", "resolved", "resolution", "medical"};
inline constexpr std::string_view kinWords[] = {
    "family",  "familial", "history", "hx",       "fhx",  "fh",    "mother",      "father",
    "sister",  "brother",  "son",     "daughter", "aunt", "uncle", "grandmother", "grandfather",
    "cousin",  "parent",   "sibling", "relative", "her",  "his",   "their",       "member",
    "members", "positive", "had",     "who",      "died"};
// What asks for a search, one word or two: "rule out metastasis" looks for metastases.
inline constexpr std::string_view requests[] = {
    "rule out",    "r/o",           "ruling out",     "exclude",
    "evaluate",    "evaluate for",  "evaluation for", "evaluation of",
    "assess",      "assess for",    "assessment for", "assessment of",
    "screen for",  "screening for", "check for",      "look for",
    "looking for", "search for",    "searching for",  "find",
    "find me",     "show me",       "cases of",       "cases with",
    "case of",     "case with",     "patients with",  "patient with",
    "exams with",  "exams of"};

inline bool isOneOf(std::span<const std::string_view> list, std::string_view word) {
    return std::ranges::find(list, word) != list.end();
}

} // namespace bolus
