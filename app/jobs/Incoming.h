// Where files wait on their way into the library: a folder for each import under way, which the
// next import removes where that one was killed.
#pragma once

#include <filesystem>

#include "library/domain/Result.h"

namespace bolus {

class Incoming {
public:
    /// Nothing is made before folder() is asked for.
    explicit Incoming(const std::filesystem::path& library) : m_all(library / "incoming") {}
    ~Incoming();
    Incoming(const Incoming&) = delete;
    Incoming& operator=(const Incoming&) = delete;

    /// Of this import, held by a lock while this object lives. Errors: Io.
    Result<std::filesystem::path> folder();
    /// Removes what killed imports left behind; not what others are filling now.
    void sweep() const;

private:
    std::filesystem::path m_all, m_mine;
    int m_lock = -1;
};

} // namespace bolus
