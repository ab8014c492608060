// What a search asks of the cases it found, all at once.
#include <algorithm>
#include <set>
#include <unordered_map>

#include "library/phases/Identity.h"
#include "library/store/SqliteLibrary.h"

namespace bolus {

Result<void> SqliteLibrary::onOneState(const std::function<Result<void>()>& work) {
    return m_database->read([&] { return work(); });
}

namespace {

constexpr std::size_t mostSpellings = 100; // of one person; each is compared with each

/// Systems pad their IDs with zeros to different lengths.
std::string unpadded(const std::string& patientId) {
    return patientId.substr(std::min(patientId.find_first_not_of('0'), patientId.size()));
}

} // namespace

/// Patient IDs, without leading zeros, that stand for different people.
std::set<std::string> SqliteLibrary::sharedPatientIds() {
    std::map<std::string, Persons> told;
    std::set<std::string> shared;
    auto rows =
        query("SELECT ltrim(patient_id, '0'), patient_id, name, birth_date, sex FROM patient WHERE "
              "ltrim(patient_id, '0') IN (SELECT ltrim(patient_id, '0') FROM patient GROUP BY 1 "
              "HAVING count(*) > 1)");
    while (rows.next()) {
        const std::string id = rows.text(0);
        if (shared.contains(id)) {
            continue;
        }
        const FoldedPerson person =
            foldedPerson({rows.text(1), rows.text(2), rows.text(3), rows.text(4)});
        Persons& others = told[id];
        const bool another = std::ranges::any_of(others, [&](const FoldedPerson& other) {
            return comparePersons(person, other).same == SamePerson::No;
        });
        others.push_back(person);
        if (another || others.size() > mostSpellings) {
            shared.insert(id);
        }
    }
    return shared;
}

/// The one of this state of the library.
const CaseTable& SqliteLibrary::caseTable() {
    const std::pair<std::int64_t, std::int64_t> state(dataVersion(),
                                                      m_database->connection().getTotalChanges());
    if (m_caseTable.state == state) {
        return m_caseTable;
    }
    const std::set<std::string> shared = sharedPatientIds();
    CaseTable table; // kept once it is whole: reading may throw
    std::unordered_map<std::string, std::uint32_t> numbers;
    std::vector<std::uint32_t> persons; // by patient
    auto rows = query("SELECT id, facets, patient_id FROM cases INDEXED BY cases_in_order");
    while (rows.next()) {
        const std::string patient = rows.text(2);
        const auto [known, fresh] =
            numbers.try_emplace(patient, static_cast<std::uint32_t>(table.patients.size()));
        if (fresh) {
            table.patients.push_back(patient);
            const std::string bare = unpadded(patient);
            persons.push_back(
                isGenericId(patient) || shared.contains(bare)
                    ? nobodyKnown
                    : table.persons
                          .try_emplace(bare, nobodyKnown + 1 +
                                                 static_cast<std::uint32_t>(table.persons.size()))
                          .first->second);
        }
        const auto id = static_cast<std::size_t>(rows.integer(0));
        table.cases.resize(std::max(table.cases.size(), id + 1));
        table.cases[id] = {rows.integer(1), known->second, persons[known->second]};
    }
    table.state = state;
    m_caseTable = std::move(table);
    return m_caseTable;
}

Result<std::vector<CaseKey>> SqliteLibrary::keysOf(std::span<const std::int64_t> ids) {
    return m_database->read([&]() -> Result<std::vector<CaseKey>> {
        const CaseTable& table = caseTable();
        std::vector<CaseKey> keys;
        for (const std::int64_t id : ids) {
            if (const CaseTable::Entry* entry = table.find(id)) {
                const std::string& patient = table.patients[entry->patient];
                keys.push_back({id, patient,
                                entry->person == nobodyKnown ? std::string() : unpadded(patient)});
            }
        }
        return keys;
    });
}

Result<std::vector<std::uint32_t>> SqliteLibrary::personsOf(std::span<const std::int64_t> ids) {
    return m_database->read([&]() -> Result<std::vector<std::uint32_t>> {
        const CaseTable& table = caseTable();
        std::vector<std::uint32_t> persons;
        persons.reserve(ids.size());
        for (const std::int64_t id : ids) {
            const CaseTable::Entry* entry = table.find(id);
            persons.push_back(entry ? entry->person : noSuchCase);
        }
        return persons;
    });
}

Result<std::uint32_t> SqliteLibrary::personCalled(const std::string& person) {
    return m_database->read([&]() -> Result<std::uint32_t> {
        const CaseTable& table = caseTable();
        const auto known = table.persons.find(person);
        return known == table.persons.end() ? nobodyKnown : known->second;
    });
}

Result<Facets> SqliteLibrary::facetsOf(std::span<const std::int64_t> ids) {
    return m_database->read([&]() -> Result<Facets> {
        const CaseTable& table = caseTable();
        m_facetSets.update(*m_database);
        std::vector<std::int64_t> counts(m_facetSets.size());
        for (const std::int64_t id : ids) {
            const CaseTable::Entry* entry = table.find(id);
            if (entry && static_cast<std::size_t>(entry->facets) < counts.size()) {
                ++counts[static_cast<std::size_t>(entry->facets)];
            }
        }
        Facets facets = m_facetSets.counted(counts);
        m_reportLinks.update(*m_database);
        facets.tag = m_reportLinks.countsOf(ids);
        return facets;
    });
}

} // namespace bolus
