#include "app/jobs/CollectionJobs.h"

namespace bolus {

namespace {

Result<Outcome> toldWithCount(Library& library, const std::string& name, const char* key,
                              const Result<std::int64_t>& changed) {
    if (!changed) {
        return std::unexpected(changed.error());
    }
    const auto cases = library.collectionCases(name);
    if (!cases) {
        return std::unexpected(cases.error());
    }
    return Outcome{{{"name", name}, {"cases", cases->size()}, {key, *changed}}};
}

} // namespace

Result<Outcome> listCollections(Session& session, Events& events) {
    const auto library = session.library();
    const auto rows = library ? (*library)->collections() : std::unexpected(library.error());
    if (!rows) {
        return std::unexpected(rows.error());
    }
    for (const CollectionRow& row : *rows) {
        events.item({{"name", row.name}, {"cases", row.cases}, {"when", row.made}});
    }
    return Outcome{{{"collections", rows->size()}}};
}

Result<Outcome> showCollection(Session& session, const std::string& name, Events& events) {
    const auto library = session.library();
    const auto ids = library ? (*library)->collectionCases(name) : std::unexpected(library.error());
    const auto cases = ids ? (*library)->casesByIds(*ids) : std::unexpected(ids.error());
    if (!cases) {
        return std::unexpected(cases.error());
    }
    for (const Case& exam : *cases) {
        events.item({{"case", exam.id},
                     {"patient_id", exam.patientId},
                     {"study_date", exam.studyDate},
                     {"description", exam.description},
                     {"modality", exam.modality}});
    }
    return Outcome{{{"name", name}, {"cases", cases->size()}}};
}

Result<Outcome> addToCollection(Session& session, const std::string& name,
                                const CaseNumbers& cases) {
    const auto library = session.library();
    return library
               ? toldWithCount(**library, name, "added", (*library)->addToCollection(name, cases))
               : std::unexpected(library.error());
}

Result<Outcome> removeFromCollection(Session& session, const std::string& name,
                                     const CaseNumbers& cases) {
    const auto library = session.library();
    return library ? toldWithCount(**library, name, "removed",
                                   (*library)->removeFromCollection(name, cases))
                   : std::unexpected(library.error());
}

Result<Outcome> deleteCollection(Session& session, const std::string& name) {
    const auto library = session.library();
    const auto cases =
        library ? (*library)->collectionCases(name) : std::unexpected(library.error());
    const auto deleted =
        cases ? (*library)->deleteCollection(name) : std::unexpected(cases.error());
    if (!deleted) {
        return std::unexpected(deleted.error());
    }
    return Outcome{{{"name", name}, {"cases", cases->size()}}};
}

Result<Outcome> renameCollection(Session& session, const std::string& name, const std::string& to) {
    const auto library = session.library();
    const auto renamed =
        library ? (*library)->renameCollection(name, to) : std::unexpected(library.error());
    const auto cases = renamed ? (*library)->collectionCases(to) : std::unexpected(renamed.error());
    if (!cases) {
        return std::unexpected(cases.error());
    }
    return Outcome{{{"name", to}, {"cases", cases->size()}}};
}

} // namespace bolus
