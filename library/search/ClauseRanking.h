// How well cases answer one half of a phrase: what is to be present, or what is to be absent.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "library/search/Phrase.h"
#include "library/store/Library.h"

namespace bolus {

enum class Agreement { Agrees, Unsure, Contradicts };

/// Less is better, member by member.
struct Standing {
    int distance = 0; // 0: all terms in one sentence; more the further they are apart, or missing
    Agreement agreement = Agreement::Agrees;
    bool otherWords = false;   // found by other names than those typed
    std::int64_t sentence = 0; // its number: the lower, the better its place; 0: several
    Assertion assertion = Assertion::Present;
    bool apart = false; // no sentence says all: place, size or past untold, or words in several

    /// Less is better; of equal ones the lower sentence.
    std::uint32_t order() const {
        return std::uint32_t(agreement == Agreement::Contradicts) << 31 |
               std::uint32_t(distance) << 8 | std::uint32_t(agreement) << 1 |
               std::uint32_t(otherWords);
    }
    bool operator<(const Standing& other) const {
        return order() != other.order() ? order() < other.order() : sentence < other.sentence;
    }
};

using Standings = std::unordered_map<std::int64_t, Standing>; // by case

struct Clause {
    std::vector<SearchTerm> terms;
    std::optional<SizeRange> size;
    Assertion asked = Assertion::Present; // what reports are to say of them
    std::string unless{};                 // FTS5: sentences that do not count
    bool assertions = true;               // false: whatever they say will do

    bool absent() const { return asked == Assertion::Absent; }
    /// Of the past or of another person.
    bool notNow() const {
        return asked == Assertion::Historical || asked == Assertion::SomeoneElse;
    }
};

Result<Standings> standingsOf(Library& library, const Clause& clause, const CaseTest& counts);

} // namespace bolus
