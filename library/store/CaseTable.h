// Of each case what ranking and counting ask for, in memory: read once for a state of the library.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace bolus {

struct CaseTable {
    struct Entry {
        std::int64_t facets = -1; // its set; below 0: there is no such case
        std::uint32_t patient = 0;
        std::uint32_t person = 1; // see Library::personsOf()
    };
    std::pair<std::int64_t, std::int64_t> state{-1, -1};    // dataVersion, own changes
    std::vector<Entry> cases;                               // by id
    std::vector<std::string> patients;                      // IDs, as they are
    std::unordered_map<std::string, std::uint32_t> persons; // by ID without leading zeros

    const Entry* find(std::int64_t id) const {
        return id >= 0 && static_cast<std::size_t>(id) < cases.size() &&
                       cases[static_cast<std::size_t>(id)].facets >= 0
                   ? &cases[static_cast<std::size_t>(id)]
                   : nullptr;
    }
};

} // namespace bolus
