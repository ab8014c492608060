// The case list of a large library, made directly in the store.
#include <functional>

#include "library/store/Library.h"
#include "tests/bench/LibrarySections.h"
#include "tests/bench/Measure.h"

namespace bolus::bench {

namespace {

constexpr double limitMs = 50;

/// One exam of two phases; what is counted differs from exam to exam as it may in a hospital.
void addExam(int i, std::vector<InstanceHeader>& headers, std::vector<Case>& cases) {
    const std::string study = "1.2.840.99." + std::to_string(i);
    Case c;
    c.patientId =
        "P" + std::to_string(static_cast<int>(hashed(static_cast<std::uint64_t>(i)) * 1e6F));
    c.patientName = "Doe^Jane^" + c.patientId;
    c.patientSex = i % 2 ? "F" : "M";
    c.patientAge = "0" + std::to_string(20 + i % 70) + "Y";
    c.studyDate = std::to_string(2000 + i % 25) + "0102";
    c.modality = i % 3 ? "CT" : "MR";
    c.bodyPart = i % 5 ? "ABDOMEN" : "LIVER";
    c.description = "Abdomen multiphase " + std::to_string(i);
    c.accessionNumber = "A" + std::to_string(i);
    for (int s = 0; s < 2; ++s) {
        InstanceHeader h;
        h.studyUid = study;
        h.seriesUid = study + "." + std::to_string(s);
        h.sopInstanceUid = h.seriesUid + ".1";
        h.path = "/data/" + study + "/" + std::to_string(s);
        h.sopClassUid = "1.2.840.10008.5.1.4.1.1.2";
        h.patientId = c.patientId;
        h.patientName = c.patientName;
        h.studyDate = c.studyDate;
        h.modality = c.modality;
        h.manufacturer = i % 4 ? "SIEMENS" : "GE MEDICAL SYSTEMS";
        VolumeRecord v;
        v.studyUid = study;
        v.seriesUid = h.seriesUid;
        v.seriesDescription = "Phase " + std::to_string(s);
        v.modality = c.modality;
        v.size = {512, 512, 1};
        v.phase = {allPhases[static_cast<std::size_t>(i + s) % 4], 0.8, PhaseSource::Tags, ""};
        v.inPhaseSeries = true;
        v.slices.push_back({h.path, h.sopInstanceUid, 0, 0});
        headers.push_back(std::move(h));
        c.volumes.push_back(std::move(v));
    }
    cases.push_back(std::move(c));
}

Result<void> fill(Library& library, int count) {
    for (int begin = 0; begin < count; begin += 500) {
        std::vector<InstanceHeader> headers;
        std::vector<Case> cases;
        std::vector<std::string> studies;
        for (int i = begin; i < std::min(begin + 500, count); ++i) {
            addExam(i, headers, cases);
            studies.push_back(cases.back().volumes.front().studyUid);
        }
        if (auto added = library.addInstances(headers); !added) {
            return std::unexpected(added.error());
        }
        if (auto built = library.replaceCases(studies, cases); !built) {
            return built;
        }
    }
    return {};
}

void measure(const std::string& what, int rounds, const std::function<void()>& work) {
    work();
    std::vector<double> times;
    for (int round = 0; round < rounds; ++round) {
        times.push_back(1000 * secondsOf(work));
    }
    print(
        {what, "ms", median(times), "limit", limitMs, median(times) / limitMs, Target::atMost(1)});
}

void measureList(Library& library, const std::string& text, int cases, int rounds) {
    const CaseFilter filter = parseCaseFilter(text).value_or(CaseFilter{});
    const std::string all = std::to_string(cases) + " cases";
    const std::string which = all + (text.empty() ? "" : " by \"" + text + "\"");
    measure("first 256 of " + which, rounds, [&] { (void)library.cases(filter, {0, 256}); });
    measure("256 in the middle of " + which, rounds, [&] {
        (void)library.cases(filter, {cases / 8, 256});
    });
    measure("count of " + which, rounds, [&] { (void)library.caseCount(filter); });
    measure("facets of " + which, rounds, [&] { (void)library.facets(filter); });
    measure("numbers, newest first, of " + which, rounds,
            [&] { (void)library.caseIds(filter, CaseOrder::NewestFirst); });
}

} // namespace

Result<void> makeLibrary(const std::filesystem::path& folder, int cases) {
    auto library = Library::open(folder);
    return library ? fill(**library, cases) : std::unexpected(library.error());
}

Result<void> caseList(const LibraryOptions& options) {
    const auto folder = options.folder / "list";
    Result<void> filled;
    const double seconds = secondsOf([&] { filled = makeLibrary(folder, options.cases); });
    if (!filled) {
        return filled;
    }
    print({"cases built into the library", "cases/s", options.cases / seconds, "", 0, 0, {}});
    auto library = Library::open(folder); // nothing is in memory yet
    if (!library) {
        return std::unexpected(library.error());
    }
    const int rounds = options.rounds * 3;
    for (const char* filter : {"", "modality:CT", "phase:arterial body:LIVER"}) {
        measureList(**library, filter, options.cases, rounds);
    }
    int turn = 0; // other words each time: an answer is kept for as long as nothing changes
    measure("count of those with a word", rounds, [&] {
        CaseFilter words;
        words.text = "multiphase " + std::to_string(4711 + turn++);
        (void)(*library)->caseCount(words);
    });
    measure("one case with its slices", rounds,
            [&] { (void)(*library)->caseById(options.cases / 2); });
    return {};
}

} // namespace bolus::bench
