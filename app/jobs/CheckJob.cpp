#include "app/jobs/CheckJob.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>

#include "app/jobs/ReaderPair.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

struct Checked {
    SliceRef file;
    Result<void> outcome = cancelledError();
};

std::vector<FileStamp> stampsOf(const std::vector<Checked>& files) {
    std::vector<FileStamp> stamps;
    for (const Checked& checked : files) {
        if (checked.outcome) {
            stamps.push_back(stampOf(checked.file));
        }
    }
    return stamps;
}

/// Colour, an exotic codec, a drive that is away: nothing is wrong with the file.
bool isDamage(const Error& error) {
    return error.code == ErrorCode::BadInput || error.code == ErrorCode::TooLarge;
}

class Check {
public:
    Check(Library& library, Events& events) : m_library(library), m_events(events) {}
    Result<void> loadQuarantine(); // before the first case
    Result<void> checkCase(std::int64_t id, bool alone);
    Outcome outcome(std::int64_t cases, double seconds) const;

private:
    Result<std::vector<Checked>> filesOf(const Case& exam);
    Result<void> decode(std::vector<Checked>& files, bool alone);
    Result<void> keep(std::int64_t id, const std::vector<Checked>& files);
    void report(std::int64_t id, const QuarantinedFile& file);

    Library& m_library;
    Events& m_events;
    ReaderPair m_readers;
    std::map<fs::path, QuarantinedFile> m_broken;
    std::int64_t m_files = 0, m_decoded = 0, m_failed = 0;
};

Result<void> Check::loadQuarantine() {
    auto known = m_library.quarantined();
    if (!known) {
        return std::unexpected(known.error());
    }
    for (QuarantinedFile& file : *known) {
        fs::path path = file.path;
        m_broken.emplace(std::move(path), std::move(file));
    }
    return {};
}

void Check::report(std::int64_t id, const QuarantinedFile& file) {
    ++m_failed;
    m_events.item(
        {{"case", id}, {"path", file.path.string()}, {"code", file.code}, {"reason", file.reason}});
}

/// Without those that are known to fail: they are reported here.
Result<std::vector<Checked>> Check::filesOf(const Case& exam) {
    std::map<fs::path, SliceRef> wanted;
    for (const VolumeRecord& volume : exam.volumes) {
        for (SliceRef& file : uncheckedFiles(volume)) {
            wanted.emplace(file.path, std::move(file));
        }
    }
    std::vector<Checked> files;
    std::vector<FileStamp> stamps;
    for (const auto& [path, slice] : wanted) {
        files.push_back({slice});
        stamps.push_back(stampOf(slice));
    }
    auto states = m_library.fileStates(stamps);
    if (!states) {
        return std::unexpected(states.error());
    }
    m_files += static_cast<std::int64_t>(files.size());
    std::vector<Checked> left;
    for (std::size_t i = 0; i < files.size(); ++i) {
        const auto known = m_broken.find(files[i].file.path);
        if ((*states)[i] == FileState::Quarantined && known != m_broken.end()) {
            report(exam.id, known->second);
        } else {
            left.push_back(std::move(files[i]));
        }
    }
    return left;
}

Result<void> Check::decode(std::vector<Checked>& files, bool alone) {
    std::atomic<std::int64_t> done = 0;
    return m_readers.share(
        files.size(), [&](FileReader& reader, std::size_t from, std::size_t count) {
            const auto part = std::span(files).subspan(from, count);
            std::vector<SliceRef> asked;
            std::ranges::transform(part, std::back_inserter(asked), &Checked::file);
            return reader.check(asked, &m_events, [&](std::size_t at, Result<void> checked) {
                part[at].outcome = std::move(checked);
                if (alone) {
                    m_events.progress("check", ++done, static_cast<std::int64_t>(files.size()));
                }
            });
        });
}

Result<void> Check::keep(std::int64_t id, const std::vector<Checked>& files) {
    const std::vector<FileStamp> decoded = stampsOf(files);
    if (auto marked = m_library.markDecoded(decoded); !marked) {
        return marked;
    }
    m_decoded += static_cast<std::int64_t>(decoded.size());
    std::vector<QuarantinedFile> damaged;
    for (const Checked& checked : files) {
        if (checked.outcome || checked.outcome.error().code == ErrorCode::Cancelled) {
            continue;
        }
        const Error& error = checked.outcome.error();
        const QuarantinedFile row{checked.file.path,       errorCodeName(error.code),
                                  error.message,           checked.file.fileSize,
                                  checked.file.modifiedNs, checked.file.changedNs,
                                  checked.file.inode};
        std::error_code gone;
        if (isDamage(error) && fs::exists(row.path, gone)) {
            damaged.push_back(row);
            m_broken.insert_or_assign(row.path, row);
        }
        report(id, row);
    }
    return m_library.quarantine(damaged);
}

Result<void> Check::checkCase(std::int64_t id, bool alone) {
    auto exam = m_library.caseById(id);
    if (!exam) {
        return std::unexpected(exam.error());
    }
    auto files = filesOf(*exam);
    if (!files) {
        return std::unexpected(files.error());
    }
    const auto decoded = decode(*files, alone);
    if (auto kept = keep(id, *files); !kept) {
        return kept;
    }
    return decoded;
}

Outcome Check::outcome(std::int64_t cases, double seconds) const {
    return {{{"cases", cases},
             {"files", m_files},
             {"decoded", m_decoded},
             {"failed", m_failed},
             {"seconds", seconds}},
            m_failed > 0 ? ExitQuarantined : ExitDone};
}

Result<std::vector<std::int64_t>> allCases(Library& library) {
    auto keys = library.caseKeys();
    if (!keys) {
        return std::unexpected(keys.error());
    }
    std::vector<std::int64_t> ids;
    std::ranges::transform(*keys, std::back_inserter(ids), &CaseKey::id);
    return ids;
}

} // namespace

Result<Outcome> checkCases(Session& session, const std::vector<std::int64_t>& cases,
                           Events& events) {
    const auto start = std::chrono::steady_clock::now();
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    const auto ids = cases.empty() ? allCases(**library) : cases;
    if (!ids) {
        return std::unexpected(ids.error());
    }
    Check check(**library, events);
    if (auto loaded = check.loadQuarantine(); !loaded) {
        return std::unexpected(loaded.error());
    }
    const auto total = static_cast<std::int64_t>(ids->size());
    for (std::int64_t done = 0; done < total; ++done) {
        if (events.cancelled()) {
            return cancelledError();
        }
        if (auto checked = check.checkCase((*ids)[static_cast<std::size_t>(done)], total == 1);
            !checked) {
            return std::unexpected(checked.error());
        }
        if (total > 1) {
            events.progress("check", done + 1, total);
        }
    }
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    return check.outcome(total, seconds.count());
}

OnDecoded markIn(Library& library) {
    return [&library](const std::vector<SliceRef>& files) {
        std::vector<FileStamp> stamps;
        for (const SliceRef& file : files) {
            stamps.push_back(stampOf(file));
        }
        // What is not kept is decoded once more another time, no worse.
        [[maybe_unused]] const auto kept = library.markDecoded(stamps);
    };
}

} // namespace bolus
