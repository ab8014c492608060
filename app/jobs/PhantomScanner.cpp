#include "app/jobs/PhantomScanner.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "engine/phantom/Random.h"

namespace bolus {

namespace {

using phantom::mixBits;
using phantom::Random;
using phantom::Stream;

/// Of pre-contrast, arterial, portal venous and delayed; {0} is the slice in mm, {1} the kernel.
struct Naming {
    std::array<const char*, 4> series;
    const char* study;
    const char* protocol;
    const char* agent;
};

/// In the order of PhantomScan::maker: "A", "B", …
constexpr std::array<Naming, 7> namings{{
    {{"LIVER NATIVE {0:.1f} {1}", "LIVER ART {0:.1f} {1}", "LIVER PV {0:.1f} {1}",
      "LIVER DELAYED {0:.1f} {1}"},
     "CT LIVER MULTIPHASE",
     "Abdomen^LiverMultiphase (Adult)",
     "Ultravist 370"},
    {{"Pre Contrast", "Arterial Phase", "Portal Venous", "Delayed 3 min"},
     "CT Abdomen W WO Contrast",
     "ABD 3 PHASE",
     "Omnipaque 350"},
    {{"nativ", "arteriell", "venoes", "spaet"},
     "CT Oberbauch",
     "Oberbauch mehrphasig",
     "Imeron 400"},
    {{"Non Contrast {0}mm", "Corticomedullary", "Nephrographic", "Excretory"},
     "CT RENAL MASS",
     "Renal mass protocol",
     "Iopamiro 370"},
    {{"SANS IV", "ARTERIEL", "PORTAL", "TARDIF"}, "TDM ABDOMEN", "Abdomen 3 temps", "Iomeron 350"},
    {{"ABD WO", "ABD ART +C", "ABD VEN +C", "ABD DLY +C"},
     "CT ABDOMEN",
     "5.2 ABD MULTI",
     "Isovue 300"},
    {{"Abdomen {0:.1f}", "Abdomen {0:.1f}", "Abdomen {0:.1f}", "Abdomen {0:.1f}"},
     "Abdomen", // times alone tell the phase
     "Abdomen routine",
     "Contrast"},
}};

const Naming& namingOf(const PhantomExam& exam) {
    const auto maker = static_cast<std::size_t>(exam.scan.maker.at(0) - 'A');
    return namings.at(maker);
}

std::size_t phaseIndex(Phase phase) {
    return std::min<std::size_t>(static_cast<std::size_t>(phase), 3);
}

std::string timeOfDay(double seconds) {
    const auto s = static_cast<int>(seconds);
    return fmt::format("{:02}{:02}{:02}", s / 3600 % 24, s / 60 % 60, s % 60);
}

/// A study day in 2019 … 2023 and the birthday that fits the age.
void setDates(SeriesHeader& h, const PhantomExam& exam, Random& random) {
    const int year = random.integer(2019, 2023), month = random.integer(2, 12);
    const int day = random.integer(1, 28);
    h.studyDate = fmt::format("{:04}{:02}{:02}", year, month, day);
    const int age = std::stoi(exam.age);
    h.patientBirthDate = fmt::format("{:04}01{:02}", year - age, random.integer(1, 28));
}

SeriesHeader examHeader(const PhantomExam& exam, const Naming& naming, Random& random) {
    SeriesHeader h;
    h.patientId = exam.patientId;
    h.patientName = fmt::format("Phantom^{:04}", exam.index + 1);
    h.patientSex = exam.sex;
    h.patientAge = exam.age;
    h.studyUid = phantomUid(exam, 1);
    h.frameOfReferenceUid = phantomUid(exam, 2);
    h.accessionNumber = fmt::format(
        "PH{:08}",
        mixBits(exam.seed * 100003 + static_cast<std::uint64_t>(exam.index)) % 100000000);
    setDates(h, exam, random);
    h.studyDescription = naming.study;
    h.protocolName = naming.protocol;
    h.bodyPart = "ABDOMEN";
    h.kernel = exam.scan.kernel;
    h.manufacturer = "Bolus digital phantom";
    h.tubeVoltage = random.chance(0.8) ? 120 : 100;
    return h;
}

} // namespace

std::string phantomUid(const PhantomExam& exam, std::uint64_t purpose) {
    const std::uint64_t place = static_cast<std::uint64_t>(exam.index) * 64 + purpose;
    std::uint64_t high = mixBits(mixBits(exam.seed) + place);
    std::uint64_t low = mixBits(high ^ 0x9e3779b97f4a7c15ULL);
    high = (high & ~0xF000ULL) | 0x8000ULL;               // version 8, free form (RFC 9562)
    low = (low & ~(0xC000ULL << 48)) | (0x8000ULL << 48); // variant
    __extension__ using Wide = unsigned __int128;
    Wide value = (static_cast<Wide>(high) << 64) | low;
    std::string digits;
    for (; value != 0; value /= 10) {
        digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(value % 10)));
    }
    return "2.25." + digits;
}

std::vector<SeriesHeader> phantomHeaders(const PhantomExam& exam) {
    Random random(exam.seed, exam.index, Stream::Header);
    const Naming& naming = namingOf(exam);
    const double injection = random.integer(8 * 3600, 17 * 3600);
    const SeriesHeader common = examHeader(exam, naming, random);
    std::vector<SeriesHeader> headers;
    for (std::size_t phase = 0; phase < exam.phases.size(); ++phase) {
        SeriesHeader h = common;
        h.seriesUid = phantomUid(exam, 8 + phase);
        h.seriesDescription =
            fmt::format(fmt::runtime(naming.series[phaseIndex(exam.phases[phase])]),
                        exam.scan.sliceMm, exam.scan.kernel);
        h.seriesNumber = exam.scan.seriesNumbers[phase];
        h.acquisitionNumber = static_cast<int>(phase) + 1;
        h.studyTime = timeOfDay(injection - 240);
        h.acquisitionTime = timeOfDay(injection + exam.secondsAfterInjection[phase]);
        h.sliceThickness = exam.scan.sliceMm;
        if (exam.phases[phase] != Phase::PreContrast) {
            h.contrastAgent = naming.agent;
            h.contrastStart = timeOfDay(injection);
        }
        headers.push_back(std::move(h));
    }
    return headers;
}

} // namespace bolus
