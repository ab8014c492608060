// What a person is asked about people who may be one.
#include <algorithm>
#include <map>

#include "library/phases/Identity.h"

namespace bolus {

namespace {

std::string listOf(const std::set<std::string>& values) {
    std::string text;
    for (const std::string& value : values) {
        text += text.empty() ? "" : ", ";
        text += value;
    }
    return text;
}

/// Those of one case with those of another, also where both cases name the very same.
std::vector<PersonVerdict> verdicts(std::span<const Persons> cases) {
    const Persons nobody{foldedPerson({})};
    std::vector<PersonVerdict> all;
    for (std::size_t i = 0; i < cases.size(); ++i) {
        for (std::size_t k = i + 1; k < cases.size(); ++k) {
            for (const FoldedPerson& a : cases[i].empty() ? nobody : cases[i]) {
                for (const FoldedPerson& b : cases[k].empty() ? nobody : cases[k]) {
                    all.push_back(comparePersons(a, b));
                }
            }
        }
    }
    return all;
}

void addDifferences(std::span<const Persons> cases, std::vector<std::string>& doubts) {
    std::map<std::set<std::string>, std::string> names; // as compared, as first written
    std::set<std::string> spelled, births, sexes;
    for (const Persons& persons : cases) {
        for (const FoldedPerson& person : persons) {
            names.try_emplace(person.name, person.written.name);
            births.insert(person.birthDate.empty() ? "" : person.written.birthDate);
            sexes.insert(person.sex.empty() ? "" : person.written.sex);
        }
    }
    names.erase(std::set<std::string>());
    for (const auto& [folded, written] : names) {
        spelled.insert(written);
    }
    for (auto [what, values] : {std::pair("Their names differ: ", spelled),
                                std::pair("Their birth dates differ: ", births),
                                std::pair("Their sexes differ: ", sexes)}) {
        values.erase("");
        if (values.size() > 1) {
            doubts.push_back(what + listOf(values) + ".");
        }
    }
}

/// The ID that stands for nobody; empty where there is none at all.
std::string placeholderOf(std::span<const Persons> cases) {
    for (const Persons& persons : cases) {
        const auto generic = std::ranges::find_if(persons, [](const FoldedPerson& person) {
            return person.id.empty() && !person.written.id.empty();
        });
        if (generic != persons.end()) {
            return generic->written.id;
        }
    }
    return {};
}

} // namespace

std::vector<std::string> personDoubts(std::span<const Persons> cases) {
    const auto all = verdicts(cases);
    const auto has = [&](SamePerson same) {
        return std::ranges::find(all, same, &PersonVerdict::same) != all.end();
    };
    std::vector<std::string> doubts;
    if (has(SamePerson::No)) {
        addDifferences(cases, doubts);
    }
    if (has(SamePerson::Unknown) || has(SamePerson::ByName)) {
        const std::string id = placeholderOf(cases);
        doubts.push_back(
            (id.empty() ? "A patient ID is missing" : "Patient ID " + id + " is a placeholder") +
            (has(SamePerson::Unknown) ? ", and nothing else says that they are of one person."
                                      : ", and only the names are equal."));
    }
    if (doubts.empty() && has(SamePerson::No)) {
        doubts.push_back("They are of different patients.");
    }
    return doubts;
}

} // namespace bolus
