// Whether two sets of patient attributes can be of one person.
#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "library/domain/Case.h"

namespace bolus {

struct Person {
    std::string id, name, birthDate, sex; // as in the files; any may be empty
};
Person personOf(const InstanceHeader& header);

/// A person's attributes made comparable, once: folding costs far more than comparing.
struct FoldedPerson {
    std::string id;             // without leading zeros; empty where it identifies nobody
    std::string anyId;          // as it is, also where it identifies nobody
    std::set<std::string> name; // without initials, titles and placeholders
    std::string birthDate, sex; // empty where not known
    Person written;
};
FoldedPerson foldedPerson(const Person& person);

enum class SamePerson {
    Yes,     // by a patient ID that means something, or by name and birth date
    ByName,  // the names are equal, and nothing else is known
    Unknown, // nothing contradicts, and nothing identifies
    No
};

struct PersonVerdict {
    SamePerson same = SamePerson::Unknown;
    /// A clause where one patient ID stands for attributes that contradict each other (No), or
    /// where name and birth date are equal and the patient IDs are not (Unknown). Empty for people
    /// who are simply different.
    std::string conflict;
};

PersonVerdict comparePersons(const FoldedPerson& a, const FoldedPerson& b);

/// What speaks against several cases being of one person, or leaves it open, a sentence each; none
/// where import would call all of them one person. Of each case the people its files name.
using Persons = std::vector<FoldedPerson>;
std::vector<std::string> personDoubts(std::span<const Persons> cases);

/// A PatientID that de-identification, a scanner's default or a hurried hand left: "", "0",
/// "ANON", "unknown", "12345". It identifies nobody.
bool isGenericId(const std::string& id);

/// An AccessionNumber that says no more than such an ID, or that is as short as a default is.
bool isGenericOrder(const std::string& accessionNumber);

/// Texts that people who are the same share one of: by an ID that means something, by a name. Empty
/// where nothing identifies the person.
std::vector<std::string> waysToKnow(const Person& person);

} // namespace bolus
