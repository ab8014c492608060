// In memory: which cases a report is of, and the diagnoses that the reports of a case name. Loaded
// once, and then only what came since, unless a link that was there has changed.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "library/store/Database.h"
#include "library/store/Library.h"

namespace bolus {

class ReportLinks {
public:
    /// To be called in the transaction that reads.
    void update(Database& database);

    template<typename Visit>
    void forCases(std::int64_t report, Visit&& visit) const {
        const std::int64_t id = at(m_case, report);
        if (id != several && id != 0) {
            visit(id);
        } else if (id == several) {
            for (const std::int64_t one : m_several.at(report)) {
                visit(one);
            }
        }
    }
    std::vector<CaseTag> tagsOf(std::int64_t caseId) const;
    /// Asserted or suspected ones, the most frequent first.
    std::vector<FacetCount> countsOfAll() const;
    std::vector<FacetCount> countsOf(std::span<const std::int64_t> caseIds) const;
    /// By case id: those whose reports assert or suspect it.
    std::vector<bool> casesWith(const std::string& tag) const;
    bool hasTags() const { return m_sets.size() > 1; }
    /// Another one where what was there has changed, rather than grown.
    std::int64_t version() const { return m_links; }

private:
    using TagSet = std::map<std::string, Assertion>;
    static constexpr std::int64_t several = -1;

    template<typename T>
    static T at(const std::vector<T>& values, std::int64_t id) {
        return id >= 0 && static_cast<std::size_t>(id) < values.size()
                   ? values[static_cast<std::size_t>(id)]
                   : T();
    }
    std::size_t setOf(std::int64_t caseId) const {
        return static_cast<std::size_t>(at(m_setOfCase, caseId));
    }
    void readLinks(Database& database);
    void readTags(Database& database);
    void link(std::int64_t report, std::int64_t caseId);
    void addTags(std::int64_t caseId, std::uint32_t set);
    std::vector<FacetCount> counts(const std::vector<std::int64_t>& casesBySet) const;
    std::uint32_t codeOf(const std::string& tags);
    std::uint32_t joined(std::uint32_t a, std::uint32_t b);

    std::int64_t m_links = -1, m_lastReport = 0, m_lastTagged = 0;
    std::vector<std::int64_t> m_case; // by report; 0: none
    std::unordered_map<std::int64_t, std::vector<std::int64_t>> m_several;
    std::vector<std::uint32_t> m_setOfCase; // by case; 0: no tag
    std::vector<TagSet> m_sets{TagSet{}};
    std::map<std::string, std::uint32_t> m_codes;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> m_joined;
};

/// As in tag_set.tags: "hcc present\nsteatosis absent".
std::string tagText(const std::map<std::string, Assertion>& tags);

} // namespace bolus
