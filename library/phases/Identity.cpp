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

/// Systems pad their IDs with zeros to different lengths.
std::string withoutLeadingZeros(const std::string& id) {
    return id.substr(std::min(id.find_first_not_of('0'), id.size()));
}

/// Clause that says what contradicts; empty where nothing does.
std::string contradiction(const FoldedPerson& a, const FoldedPerson& b) {
    if (differ(a.birthDate, b.birthDate)) {
        return fmt::format("the birth dates differ ({} and {})", a.birthDate, b.birthDate);
    }
    if (!a.name.empty() && !b.name.empty() && !namesAgree(a.name, b.name)) {
        return fmt::format("the names differ ({} and {})", a.written.name, b.written.name);
    }
    if (differ(a.sex, b.sex)) {
        return fmt::format("the sexes differ ({} and {})", a.written.sex, b.written.sex);
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

bool isGenericOrder(const std::string& accessionNumber) {
    return lettersAndDigits(accessionNumber).size() <= 2 || isGenericId(accessionNumber);
}

Person personOf(const InstanceHeader& header) {
    return {header.patientId, header.patientName, header.patientBirthDate, header.patientSex};
}

FoldedPerson foldedPerson(const Person& person) {
    FoldedPerson folded;
    folded.anyId = lettersAndDigits(person.id);
    folded.id = isGenericId(person.id) ? "" : withoutLeadingZeros(folded.anyId);
    folded.name = wordsOfName(person.name);
    folded.birthDate = birthDateOf(person);
    folded.sex = sexOf(person);
    folded.written = person;
    return folded;
}

PersonVerdict comparePersons(const FoldedPerson& a, const FoldedPerson& b) {
    const bool oneId = a.anyId == b.anyId ? !a.anyId.empty() : !a.id.empty() && a.id == b.id;
    if (const std::string clause = contradiction(a, b); !clause.empty()) {
        return {SamePerson::No, oneId ? "the patient ID is the same, but " + clause : ""};
    }
    const bool named = !a.name.empty() && !b.name.empty();
    const bool born = !a.birthDate.empty() && a.birthDate == b.birthDate;
    if (differ(a.id, b.id)) { // reconciled during the exam, perhaps
        return named && born && a.name == b.name
                   ? PersonVerdict{SamePerson::Unknown,
                                   fmt::format("the patient IDs differ ({} and {})", a.written.id,
                                               b.written.id)}
                   : PersonVerdict{SamePerson::No, {}};
    }
    if (!a.id.empty() && !b.id.empty()) {
        return {SamePerson::Yes, {}};
    }
    return {named ? (born ? SamePerson::Yes : SamePerson::ByName) : SamePerson::Unknown, {}};
}

std::vector<std::string> waysToKnow(const Person& person) {
    std::vector<std::string> ways;
    if (!isGenericId(person.id)) {
        ways.push_back("id " + withoutLeadingZeros(lettersAndDigits(person.id)));
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
