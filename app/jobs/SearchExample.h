// The exam that a search by example starts from.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/jobs/SearchJobs.h"

namespace bolus {

struct SearchExample {
    std::optional<std::int64_t> caseId; // empty: of a folder
    Case exam;
    std::string person;        // as CaseKey has it; empty: nobody can say
    std::vector<float> vector; // unit length, of the phases that count
    std::vector<Phase> phases; // these
    std::vector<CaseTag> tags; // that its reports name
    std::vector<std::string> notes;
};

/// A case by its id, or the exam in a folder, which need not be in the library: of several the one
/// with most slices. Where phases are chosen or weighted, the model fuses those alone anew; weights
/// tilt that vector by the vectors of single phases: v(all) + sum of (w − 1) / n · v(phase).
/// Errors: NotFound, BadInput (none of the chosen phases is there).
Result<SearchExample> searchExample(Session& session, Library& library, const Model& model,
                                    const SearchRequest& request, Progress& progress);

/// What the phase encoder saw of an exam: kept, or made now.
Result<CaseTokens> tokensOfExample(Session& session, const Model& model,
                                   const std::optional<std::int64_t>& caseId, const Case& exam,
                                   Progress& progress);

/// Vectors of these cases, in their order, made where there is none. NotFound: a case is no more.
Result<std::vector<std::vector<float>>> vectorsOfCases(Session& session, Library& library,
                                                       const Model& model,
                                                       const std::vector<std::int64_t>& ids,
                                                       Progress& progress);

} // namespace bolus
