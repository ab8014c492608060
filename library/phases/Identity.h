// Whether two sets of patient attributes can be of one person.
#pragma once

#include <string>
#include <vector>

namespace bolus {

struct Person {
    std::string id, name, birthDate, sex; // as in the files; any may be empty
};

enum class SamePerson {
    Yes,     // by a patient ID that means something, or by name and birth date
    ByName,  // the names are equal, and nothing else is known
    Unknown, // nothing contradicts, and nothing identifies
    No
};

struct PersonVerdict {
    SamePerson same = SamePerson::Unknown;
    /// Where one patient ID stands for attributes that contradict each other: a clause that says
    /// which. Empty for people who are simply different.
    std::string conflict;
};

PersonVerdict comparePersons(const Person& a, const Person& b);

/// A PatientID that de-identification, a scanner's default or a hurried hand left: "", "0",
/// "ANON", "unknown", "12345". It identifies nobody.
bool isGenericId(const std::string& id);

/// Texts that people who are the same share one of: by an ID that means something, by a name. Empty
/// where nothing identifies the person.
std::vector<std::string> waysToKnow(const Person& person);

} // namespace bolus
