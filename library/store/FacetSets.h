// The facet sets of a library in memory: a set's row never changes, so each is read once.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "library/store/Database.h"
#include "library/store/Library.h"

namespace bolus {

class FacetSets {
public:
    /// Reads the sets that came since.
    void update(Database& database);
    /// By set id: whether the filter's values fit. Free words and the case id are not looked at.
    std::vector<bool> passing(const CaseFilter& filter) const;
    /// Bits of the phases of a set; none where there is no such set.
    int phases(std::int64_t id) const {
        return id >= 0 && static_cast<std::size_t>(id) < m_sets.size()
                   ? m_sets[static_cast<std::size_t>(id)].phases
                   : 0;
    }
    /// Of these many cases by set id.
    Facets counted(const std::vector<std::int64_t>& casesBySet) const;
    /// One more than the highest id.
    std::size_t size() const { return m_sets.size(); }

private:
    enum Kind : std::size_t { Modality, BodyPart, Sex, AgeDecade, Year, Manufacturer, KindCount };
    struct Set {
        int phases = 0;
        std::array<std::uint32_t, KindCount> values{}; // into m_values of the kind
    };
    std::uint32_t codeOf(Kind kind, const std::string& value);
    std::vector<bool> fitting(Kind kind, std::string wanted, bool anywhere = false) const;
    std::vector<FacetCount> ranked(Kind kind, const std::vector<std::int64_t>& casesBySet) const;

    std::vector<Set> m_sets{1}; // id 0 is no set
    std::array<std::vector<std::string>, KindCount> m_values;
    std::array<std::unordered_map<std::string, std::uint32_t>, KindCount> m_codes;
};

} // namespace bolus
