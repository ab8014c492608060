// What commands share: the opened library and the loaded model. The command line makes one for its
// one command, `serve` keeps one for all requests. Used by one thread at a time.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "app/jobs/CaseInput.h"
#include "engine/model/Model.h"
#include "library/domain/Progress.h"
#include "library/search/VectorIndex.h"
#include "library/store/Library.h"
#include "library/store/TokenStore.h"

namespace bolus {

class Session {
public:
    explicit Session(std::filesystem::path libraryFolder);

    const std::filesystem::path& folder() const { return m_folder; }
    /// Opened at the first call, and made where there is none and this may be. Errors: NotFound.
    Result<Library*> library();
    /// Commands that only read make no library, or a mistyped name would be an empty one; the
    /// user's own library, and one in a folder that is there, are made nevertheless.
    void mayMakeLibrary(bool may) { m_mayMake = may; }
    /// Of opening the library, which may index its reports anew (stage "index"). Null: nobody.
    void tellProgressTo(Progress* progress) { m_progress = progress; }
    /// The library's active model. A library without models first gets the one that is shipped
    /// with Bolus. Errors: NotFound with a sentence when there is none.
    Result<Model*> activeModel();
    /// By id in the library, or by file. Stays valid until another model is asked for.
    Result<Model*> model(const std::string& idOrFile);
    InputCache& inputs() { return m_inputs; }
    /// Opened at the first call, and made where there is none. Errors: as TokenStore.
    Result<TokenStore*> tokens();
    /// Of the vectors of this model, read at the first call; whoever searches brings it up to date.
    Result<VectorIndex*> vectorIndex(const std::string& modelHash);

private:
    Result<Model*> loaded(const std::filesystem::path& file, const std::string& hash);
    Result<void> registerShippedModel(Library& library);

    std::filesystem::path m_folder;
    bool m_mayMake = true;
    Progress* m_progress = nullptr;
    std::unique_ptr<Library> m_library;
    std::unique_ptr<TokenStore> m_tokens;
    std::unique_ptr<VectorIndex> m_vectors;
    std::shared_ptr<Model> m_model; // shared_ptr: whoever links no model can destroy one
    std::string m_modelKey; // of the file that m_model was read from
    InputCache m_inputs{std::size_t{256} << 20};
};

/// $BOLUS_LIBRARY, else bolus/library under the XDG data home.
std::filesystem::path defaultLibraryFolder();
/// The model file that comes with Bolus: $BOLUS_MODEL, else beside the installed program, else in
/// the source tree it was built from. Empty when there is none.
std::filesystem::path shippedModelFile();

} // namespace bolus
