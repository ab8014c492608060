#include "library/phases/Identity.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "library/phases/Words.h"

namespace bolus {

namespace {

using NameWords = std::set<std::string>;

constexpr std::array placeholders{"anon",     "anonym",   "anonymous", "anonymized",   "anonymised",
                                  "anonymus", "anonyme",  "unknown",   "none",         "null",
                                  "nil",      "na",       "noid",      "noname",       "patient",
                                  "test",     "dummy",    "default",   "deidentified", "removed",
                                  "redacted", "withheld", "emergency"};

std::string lettersAndDigits(const std::string& text) {
    std::string kept;
    for (const char c : folded(text)) {
        if (static_cast<unsigned char>(c) >= 0x80 || std::isalnum(static_cast<unsigned char>(c))) {
            kept += c;
        }
    }
    return kept;
}

bool isPlaceholder(const std::string& text) {
    return std::ranges::find(placeholders, text) != placeholders.end();
}

bool isCountingUp(const std::string& digits) {
    return std::string_view("1234567890").starts_with(digits) && digits.size() >= 4;
}

/// "MÜLLER" is spelled "Mueller" where a scanner has no umlauts.
std::string withoutUmlautPairs(std::string word) {
    for (const char* pair : {"ae", "oe", "ue"}) {
        for (auto at = word.find(pair); at != std::string::npos; at = word.find(pair)) {
            word.erase(at + 1, 1);
        }
    }
    return word;
}

/// The words of a PN value without initials and titles; none where it is a placeholder.
NameWords wordsOfName(const std::string& name) {
    static const std::set<std::string> titles{"dr", "mr", "mrs", "ms", "prof", "herr", "frau"};
    NameWords words;
    std::string word;
    for (const char c : folded(name) + ' ') {
        if (static_cast<unsigned char>(c) >= 0x80 || std::isalnum(static_cast<unsigned char>(c))) {
            word += c;
        } else if (!word.empty()) {
            const bool tells = word.size() > 1 && !titles.contains(word) && !isPlaceholder(word);
            if (tells) {
                words.insert(withoutUmlautPairs(word));
            }
            word.clear();
        }
    }
    return words;
}

/// A second given name may be left out in one of them; nothing else may differ.
bool namesAgree(const NameWords& a, const NameWords& b) {
    return std::ranges::includes(a, b) || std::ranges::includes(b, a);
}

/// Of DA values only; scanners and de-identification put the first of 1900 where none is known.
std::string birthDateOf(const Person& person) {
    const std::string date = lettersAndDigits(person.birthDate);
    return date.size() == 8 && date != "19000101" && date != "00000000" ? date : std::string();
}

std::string sexOf(const Person& person) {
    const std::string sex = lettersAndDigits(person.sex);
    return sex == "m" || sex == "f" ? sex : std::string();
}

bool differ(const std::string& a, const std::string& b) {
    return !a.empty() && !b.empty() && a != b;
}

/// Clause that says what contradicts; empty where nothing does.
std::string contradiction(const Person& a, const Person& b) {
    if (differ(birthDateOf(a), birthDateOf(b))) {
        return fmt::format("the birth dates differ ({} and {})", birthDateOf(a), birthDateOf(b));
    }
    const NameWords nameA = wordsOfName(a.name), nameB = wordsOfName(b.name);
    if (!nameA.empty() && !nameB.empty() && !namesAgree(nameA, nameB)) {
        return fmt::format("the names differ ({} and {})", a.name, b.name);
    }
    if (differ(sexOf(a), sexOf(b))) {
        return fmt::format("the sexes differ ({} and {})", a.sex, b.sex);
    }
    return {};
}

} // namespace

bool isGenericId(const std::string& id) {
    const std::string kept = lettersAndDigits(id);
    const bool zeros = kept.find_first_not_of('0') == std::string::npos; // also of nothing
    const bool oneSign =
        kept.size() >= 3 && kept.find_first_not_of(kept.front()) == std::string::npos;
    return zeros || oneSign || isCountingUp(kept) || isPlaceholder(kept);
}

PersonVerdict comparePersons(const Person& a, const Person& b) {
    const std::string idA = isGenericId(a.id) ? "" : lettersAndDigits(a.id);
    const std::string idB = isGenericId(b.id) ? "" : lettersAndDigits(b.id);
    if (differ(idA, idB)) {
        return {SamePerson::No, {}};
    }
    if (const std::string clause = contradiction(a, b); !clause.empty()) {
        const bool oneId = !lettersAndDigits(a.id).empty() && a.id == b.id;
        return {SamePerson::No, oneId ? "the patient ID is the same, but " + clause : ""};
    }
    if (!idA.empty() && idA == idB) {
        return {SamePerson::Yes, {}};
    }
    const bool named = !wordsOfName(a.name).empty() && !wordsOfName(b.name).empty();
    const bool born = !birthDateOf(a).empty() && birthDateOf(a) == birthDateOf(b);
    return {named ? (born ? SamePerson::Yes : SamePerson::ByName) : SamePerson::Unknown, {}};
}

std::vector<std::string> waysToKnow(const Person& person) {
    std::vector<std::string> ways;
    if (!isGenericId(person.id)) {
        ways.push_back("id " + lettersAndDigits(person.id));
    }
    std::string name;
    for (const std::string& word : wordsOfName(person.name)) {
        name += " " + word;
    }
    if (!name.empty()) {
        ways.push_back("name" + name);
    }
    return ways;
}

} // namespace bolus
