#include "app/jobs/PhantomJob.h"

#include <cctype>
#include <chrono>

#include <fmt/format.h>

#include "app/jobs/DurableFile.h"
#include "app/jobs/PhantomScanner.h"

namespace bolus {

namespace {

std::string folderName(const SeriesHeader& header) {
    std::string name = fmt::format("{:02}_", header.seriesNumber);
    for (const char c : header.seriesDescription) {
        name += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
    }
    return name;
}

std::string findingText(const PhantomExam& exam) {
    std::string text;
    for (const Finding finding : findingsOf(exam)) {
        text += (text.empty() ? "" : ", ");
        text += findingToken(finding);
    }
    return text.empty() ? findingToken(Finding::Normal) : text;
}

Result<void> checkRequest(const PhantomRequest& request) {
    if (request.cases < 1 || request.cases > 100000) {
        return fail(ErrorCode::BadInput, "The number of phantom cases must be 1 to 100000.");
    }
    const bool slices =
        request.sliceMm == 0 || (request.sliceMm >= 0.5 && request.sliceMm <= 50); // not NaN
    if (!slices || request.columns < 16 || request.columns > 2048) {
        return fail(ErrorCode::BadInput,
                    "Phantom slices must have 16 to 2048 columns and lie 0.5 to 50 mm apart.");
    }
    return {};
}

class PhantomWriter {
public:
    PhantomWriter(const PhantomRequest& request, Events& events)
        : m_request(request), m_events(events) {}

    Result<void> writeCase(int index) {
        const PhantomExam exam = planExam({.seed = m_request.seed,
                                           .minPhases = m_request.minPhases,
                                           .maxPhases = m_request.maxPhases,
                                           .sliceMm = m_request.sliceMm},
                                          index);
        const auto folder = m_request.folder / exam.patientId;
        const auto headers = phantomHeaders(exam);
        for (std::size_t phase = 0; phase < exam.phases.size(); ++phase) {
            if (m_events.cancelled()) {
                return cancelledError();
            }
            if (auto written = writePhase(exam, phase, folder, headers[phase]); !written) {
                return written;
            }
        }
        if (auto written = writeReport(exam, folder, headers.front()); !written) {
            return written;
        }
        report(exam, folder);
        return {};
    }

    std::size_t files() const { return m_files; }

private:
    Result<void> writePhase(const PhantomExam& exam, std::size_t phase,
                            const std::filesystem::path& folder, const SeriesHeader& header) {
        const PhantomGrid grid = scanGrid(exam, m_request.columns, exam.scan.sliceMm);
        const auto image = renderPhase(exam, phase, grid.size, grid.spacing);
        m_files += image->GetLargestPossibleRegion().GetSize()[2];
        return writeCtSeries(folder / folderName(header), header, *image);
    }

    Result<void> writeReport(const PhantomExam& exam, const std::filesystem::path& folder,
                             const SeriesHeader& header) {
        const std::string text = "StudyInstanceUID: " + header.studyUid + "\n\n" + exam.report;
        ++m_files;
        return writeDurably(folder / "report.txt",
                            {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    }

    void report(const PhantomExam& exam, const std::filesystem::path& folder) {
        Json phases = Json::array();
        for (const Phase phase : exam.phases) {
            phases.push_back(phaseToken(phase));
        }
        m_events.item({{"case", exam.patientId},
                       {"finding", findingText(exam)},
                       {"phases", std::move(phases)},
                       {"folder", folder.string()}});
    }

    const PhantomRequest& m_request;
    Events& m_events;
    std::size_t m_files = 0;
};

} // namespace

Result<Outcome> writePhantoms(const PhantomRequest& request, Events& events) {
    if (auto good = checkRequest(request); !good) {
        return std::unexpected(good.error());
    }
    const auto start = std::chrono::steady_clock::now();
    PhantomWriter writer(request, events);
    for (int index = 0; index < request.cases; ++index) {
        events.progress("phantom", index, request.cases);
        if (auto written = writer.writeCase(index); !written) {
            return std::unexpected(written.error());
        }
    }
    events.progress("phantom", request.cases, request.cases);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    Outcome outcome;
    outcome.result = {
        {"cases", request.cases}, {"files", writer.files()}, {"seconds", seconds.count()}};
    return outcome;
}

} // namespace bolus
