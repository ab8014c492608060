#include "app/jobs/HeaderImport.h"

#include <array>
#include <atomic>
#include <fstream>
#include <span>
#include <thread>

#include <fmt/format.h>

#include "app/jobs/DurableFile.h"
#include "engine/model/Sha256.h"
#include "library/dicom/HeaderReader.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

// Large enough that a transaction's fsync is shared by many files, small enough to cancel quickly.
constexpr std::size_t batchSize = 128;
constexpr int readers = 2;

Result<std::string> hashOf(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    Sha256 hash;
    std::vector<char> buffer(1 << 16);
    while (file.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) ||
           file.gcount() > 0) {
        hash.add(std::as_bytes(std::span(buffer.data(), static_cast<std::size_t>(file.gcount()))));
    }
    if (!file.eof()) {
        return fail(ErrorCode::Io, "The file cannot be read.", path.string());
    }
    return hash.finish();
}

/// The copy is what the library refers to from then on.
Result<void> copyIntoLibrary(const Library& library, InstanceHeader& header) {
    auto hash = hashOf(header.path);
    if (!hash) {
        return std::unexpected(hash.error());
    }
    const fs::path target = library.folder() / "files" / hash->substr(0, 2) / (*hash + ".dcm");
    if (auto copied = copyDurably(header.path, target); !copied) {
        return copied;
    }
    header.path = target;
    return {};
}

bool mayBeReport(const fs::path& path) {
    const std::string extension = path.extension().string();
    return extension == ".txt" || extension == ".csv" || extension == ".TXT" || extension == ".CSV";
}

} // namespace

Result<void> HeaderImport::loadQuarantine() {
    auto known = m_library.quarantined();
    if (!known) {
        return std::unexpected(known.error());
    }
    for (QuarantinedFile& file : *known) {
        m_quarantined.emplace(file.path, file);
    }
    return {};
}

Result<std::vector<const FoundFile*>> HeaderImport::filesToRead(std::span<const FoundFile> files) {
    std::vector<const FoundFile*> wanted;
    for (const FoundFile& file : files) {
        auto state = m_library.fileState(file.path, file.size, file.modifiedNs);
        if (!state) {
            return std::unexpected(state.error());
        }
        const auto known = m_quarantined.find(file.path);
        if (*state == FileState::Unchanged) {
            ++m_counts.dicom;
            ++m_counts.duplicates;
        } else if (*state == FileState::Quarantined && known != m_quarantined.end()) {
            reportQuarantined(known->second);
        } else {
            wanted.push_back(&file);
        }
    }
    return wanted;
}

HeaderImport::Read HeaderImport::readOne(const FoundFile& file) const {
    Read read{&file, readHeader(file.path)};
    if (read.header) {
        read.header->fileSize = file.size;
        read.header->modifiedNs = file.modifiedNs;
        if (m_copy) {
            if (auto copied = copyIntoLibrary(m_library, *read.header); !copied) {
                read.header = std::unexpected(copied.error());
            }
        }
    }
    return read;
}

HeaderImport::Batch HeaderImport::read(const std::vector<const FoundFile*>& files) const {
    Batch batch(files.size(), Read{nullptr, fail(ErrorCode::Cancelled, "Cancelled.")});
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        for (std::size_t i = next++; i < files.size() && !m_events.cancelled(); i = next++) {
            batch[i] = readOne(*files[i]);
        }
    };
    std::vector<std::jthread> threads;
    for (int i = 0; i < readers; ++i) {
        threads.emplace_back(work);
    }
    threads.clear(); // joins
    return batch;
}

void HeaderImport::ignore(const FoundFile& file) {
    ++m_counts.ignored;
    if (mayBeReport(file.path)) {
        m_reportFiles.push_back(file.path);
    }
}

void HeaderImport::reportQuarantined(const QuarantinedFile& file) {
    ++m_counts.quarantined;
    m_events.item({{"path", file.path.string()}, {"code", file.code}, {"reason", file.reason}});
}

Result<void> HeaderImport::store(Batch batch) {
    std::vector<InstanceHeader> headers;
    std::vector<QuarantinedFile> broken;
    for (Read& read : batch) {
        if (read.header) {
            headers.push_back(std::move(*read.header));
            continue;
        }
        const Error& error = read.header.error();
        if (error.code == ErrorCode::Cancelled || error.code == ErrorCode::Internal) {
            return std::unexpected(error); // not this file's fault
        }
        if (error.code == ErrorCode::NotDicom || error.code == ErrorCode::Unsupported) {
            ignore(*read.file);
            continue;
        }
        broken.push_back({read.file->path, errorCodeName(error.code), error.message});
    }
    auto added = m_library.addInstances(headers);
    if (!added) {
        return std::unexpected(added.error());
    }
    m_counts.dicom += static_cast<std::int64_t>(headers.size());
    m_counts.imported += added->imported;
    m_counts.duplicates += added->duplicates;
    if (auto kept = m_library.quarantine(broken); !kept) {
        return kept;
    }
    for (const QuarantinedFile& file : broken) {
        reportQuarantined(file);
    }
    return {};
}

Result<void> HeaderImport::run(const std::vector<FoundFile>& files) {
    m_counts.files = static_cast<std::int64_t>(files.size());
    if (auto loaded = loadQuarantine(); !loaded) {
        return loaded;
    }
    std::future<Batch> ahead; // being read while the one before it is stored
    for (std::size_t from = 0; from < files.size() || ahead.valid(); from += batchSize) {
        std::future<Batch> ready = std::move(ahead);
        if (from < files.size()) {
            const std::span chunk(&files[from], std::min(batchSize, files.size() - from));
            auto wanted = filesToRead(chunk);
            if (!wanted) {
                return std::unexpected(wanted.error());
            }
            ahead = std::async(std::launch::async,
                               [this, list = std::move(*wanted)] { return read(list); });
        }
        if (ready.valid()) {
            if (auto stored = store(ready.get()); !stored) {
                return stored;
            }
        }
        const std::size_t done = std::min(from, files.size());
        m_events.progress("headers", static_cast<std::int64_t>(done), m_counts.files);
    }
    return m_events.cancelled() ? Result<void>(cancelledError()) : Result<void>();
}

} // namespace bolus
