// Searches that were made, and those that are kept under a name.
#pragma once

#include <string>

#include "app/jobs/SearchJobs.h"

namespace bolus {

/// Makes a search; with the model where there is one.
using SearchRunner = Result<Outcome> (*)(Session&, const SearchRequest&, Events&);

Result<Outcome> listReceipts(Session& session, std::int64_t k, Events& events);
/// With `file`, also writes it there as JSON. Errors: NotFound, Io.
Result<Outcome> showReceipt(Session& session, std::int64_t id, const std::string& file,
                            Events& events);
/// Makes it again, and says what differs: by its number, or from a file that showReceipt() wrote.
Result<Outcome> replaySearch(Session& session, const std::string& idOrFile, SearchRunner run,
                             Events& events);
/// What showReceipt() tells, with its hits, by number or from a file. NotFound, BadInput.
Result<Json> receiptOf(Library& library, const std::string& idOrFile);
Error unreadableReceipt(const std::string& what);
Result<Outcome> clearReceipts(Session& session, Events& events);

Result<Outcome> listSavedSearches(Session& session, Events& events);
Result<Outcome> runSavedSearch(Session& session, const std::string& name, SearchRunner run,
                               Events& events);
Result<Outcome> forgetSearch(Session& session, const std::string& name);

} // namespace bolus
