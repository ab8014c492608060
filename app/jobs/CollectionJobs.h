// Lists of cases that a person keeps under a name.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/jobs/Events.h"
#include "app/jobs/Session.h"

namespace bolus {

using CaseNumbers = std::vector<std::int64_t>;

Result<Outcome> listCollections(Session& session, Events& events);
Result<Outcome> showCollection(Session& session, const std::string& name, Events& events);
Result<Outcome> addToCollection(Session& session, const std::string& name,
                                const CaseNumbers& cases);
Result<Outcome> removeFromCollection(Session& session, const std::string& name,
                                     const CaseNumbers& cases);
Result<Outcome> deleteCollection(Session& session, const std::string& name);
Result<Outcome> renameCollection(Session& session, const std::string& name, const std::string& to);

} // namespace bolus
