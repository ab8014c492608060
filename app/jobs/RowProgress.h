// A row's progress in the phase-series benchmark: its name stands before each
// stage and warning.
#pragma once

#include <string>

#include <fmt/format.h>

#include "library/domain/Progress.h"

namespace bolus {

class RowProgress : public Progress {
public:
    RowProgress(Progress& outer, std::string row) : m_outer(outer), m_row(std::move(row)) {}
    void progress(std::string_view stage, std::int64_t done, std::int64_t total) override {
        m_outer.progress(fmt::format("{} {}", m_row, stage), done, total);
    }
    void warning(std::string_view code, std::string_view message,
                 const std::filesystem::path& path) override {
        m_outer.warning(code, fmt::format("{}: {}", m_row, message), path);
    }
    bool cancelled() const override { return m_outer.cancelled(); }

private:
    Progress& m_outer;
    const std::string m_row;
};

} // namespace bolus
