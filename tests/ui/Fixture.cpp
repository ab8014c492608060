#include "tests/ui/Fixture.h"

#include <QSettings>

#include "library/dicom/HeaderReader.h"
#include "library/dicom/SeriesWriter.h"
#include "library/dicom/VolumeBuilder.h"
#include "library/phases/CaseBuilder.h"
#include "ui/common/Text.h"
#include "ui/common/Translation.h"
#include "ui/style/Theme.h"
#include "ui/window/LibraryController.h"

namespace bolus::test {

namespace {

// A soft ball in a soft body, brighter in the later phases; 64×64×20 voxels of 1×1×2 mm.
ShortImage::Pointer body(short organ) {
    auto image = ShortImage::New();
    image->SetRegions(ShortImage::SizeType{64, 64, 20});
    image->SetSpacing(std::array<double, 3>{1, 1, 2}.data());
    image->SetOrigin(std::array<double, 3>{-32, -32, 0}.data());
    image->Allocate();
    short* voxel = image->GetBufferPointer();
    for (int z = 0; z < 20; ++z)
        for (int y = 0; y < 64; ++y)
            for (int x = 0; x < 64; ++x) {
                const auto inside = [&](double cx, double cy, double r) {
                    return (x - cx) * (x - cx) + (y - cy) * (y - cy) < r * r;
                };
                *voxel++ = inside(24, 28, 9)    ? organ
                           : inside(32, 32, 26) ? short{50}
                                                : short{-1000};
            }
    return image;
}

struct PhaseOfExam {
    const char* description;
    const char* time;
    short organ;
};

SeriesHeader seriesHeader(int patient, int number, const char* name, const PhaseOfExam& phase) {
    SeriesHeader header;
    const std::string root = "1.2.826.0.1.3680043.10.999." + std::to_string(patient);
    header.patientId = "P" + std::to_string(patient);
    header.patientName = name;
    header.studyUid = root;
    header.seriesUid = root + "." + std::to_string(number);
    header.frameOfReferenceUid = root + ".99";
    header.studyDate = patient == 1 ? "20240105" : "20240212";
    header.studyTime = "100000";
    header.acquisitionTime = phase.time;
    header.studyDescription = "CT abdomen";
    header.seriesDescription = phase.description;
    header.bodyPart = "ABDOMEN";
    header.seriesNumber = number;
    header.contrastAgent = number > 1 ? "Iohexol" : "";
    return header;
}

template<typename T>
T orDie(Result<T> result) {
    if (!result)
        qFatal("%s", result.error().message.c_str());
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

void addExam(Library& library, const QString& folder, int patient, const char* name, int phases,
             const char* report) {
    static constexpr PhaseOfExam phasesOfExam[] = {{"Liver native", "100000", 55},
                                                   {"Liver arterial phase", "100130", 140},
                                                   {"Liver portal venous phase", "100210", 170}};
    std::vector<InstanceHeader> all;
    std::vector<VolumeRecord> volumes;
    for (int number = 1; number <= phases; ++number) {
        const PhaseOfExam& phase = phasesOfExam[number - 1];
        const auto place =
            toPath(folder) / (std::to_string(patient) + "-" + std::to_string(number));
        orDie(writeCtSeries(place, seriesHeader(patient, number, name, phase), *body(phase.organ)));
        std::vector<InstanceHeader> series;
        for (const auto& file : std::filesystem::directory_iterator(place))
            series.push_back(orDie(readHeader(file.path())));
        all.insert(all.end(), series.begin(), series.end());
        std::ranges::move(buildVolumes(series), std::back_inserter(volumes));
    }
    orDie(library.addInstances(all));
    Case exam;
    const InstanceHeader& first = all.front();
    exam.patientId = first.patientId;
    exam.patientName = first.patientName;
    exam.studyDate = first.studyDate;
    exam.modality = first.modality;
    exam.bodyPart = first.bodyPart;
    exam.description = first.studyDescription;
    exam.studyUids = {first.studyUid};
    const std::vector<Case> cases = buildCases({{exam, volumes}});
    orDie(library.replaceCases(exam.studyUids, cases));
    orDie(library.addReport({0, first.studyUid, "", "text", report}));
}

struct Person {
    std::string id, name, birthDate, sex, date = "20240102";
};

/// One arterial series of one slice, of a file that is not there.
void addPaperCase(Person person, int number, std::vector<InstanceHeader>& headers,
                  std::vector<Case>& cases) {
    InstanceHeader h;
    h.studyUid = "1.2.3." + std::to_string(number);
    h.seriesUid = h.studyUid + ".1";
    h.sopInstanceUid = h.seriesUid + ".1";
    h.path = "/not/there/" + h.sopInstanceUid;
    h.sopClassUid = "1.2.840.10008.5.1.4.1.1.2";
    h.modality = "CT";
    h.studyDate = person.date;
    h.patientBirthDate = person.birthDate;
    Case c;
    c.patientId = h.patientId = person.id;
    c.patientName = h.patientName = person.name;
    c.patientSex = h.patientSex = person.sex;
    c.studyDate = h.studyDate;
    c.modality = h.modality;
    c.description = "CT abdomen";
    VolumeRecord v;
    v.studyUid = h.studyUid;
    v.seriesUid = h.seriesUid;
    v.modality = h.modality;
    v.size = {64, 64, 1};
    v.phase = {Phase::Arterial, 0.8, PhaseSource::Tags, "description"};
    v.inPhaseSeries = true;
    v.slices.push_back({h.path, h.sopInstanceUid, 0, 0});
    headers.push_back(std::move(h));
    c.volumes.push_back(std::move(v));
    cases.push_back(std::move(c));
}

void store(Library& library, const std::vector<InstanceHeader>& headers,
           const std::vector<Case>& cases) {
    std::vector<std::string> studies;
    for (const InstanceHeader& header : headers)
        studies.push_back(header.studyUid);
    orDie(library.addInstances(headers));
    orDie(library.replaceCases(studies, cases));
}

} // namespace

Desk::Desk() {
    const QString settings = path(QStringLiteral("settings"));
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, settings);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings);
    QCoreApplication::setOrganizationName(QStringLiteral("BolusTest"));
    QCoreApplication::setApplicationName(QStringLiteral("BolusTest"));
    QSettings().clear();
    qputenv("XDG_DATA_HOME", path(QStringLiteral("data")).toUtf8()); // the user's protocols
    qputenv("FAKE_LOG", path(QStringLiteral("commands.log")).toUtf8());
    useHelper(QStringLiteral(BOLUS_SOURCE_DIR "/tests/ui/fake_bolusctl.py"));
    static const bool once = [] {
        installTranslation(*qApp);
        if (auto* application = qobject_cast<QApplication*>(qApp))
            theme::apply(*application);
        return true;
    }();
    Q_UNUSED(once)
}

Desk::~Desk() {
    qunsetenv("BOLUS_BOLUSCTL");
}

void Desk::useHelper(const QString& program) {
    qputenv("BOLUS_BOLUSCTL", program.toUtf8());
}

void Desk::addCases() {
    const auto opened = orDie(Library::open(toPath(library())));
    const QString scans = path(QStringLiteral("scans"));
    addExam(*opened, scans, 1, "ALPHA^ANN", 2,
            "FINDINGS: No lesion is seen in the liver.\n"
            "IMPRESSION: Normal liver.");
    addExam(*opened, scans, 2, "BETA^BOB", 3,
            "FINDINGS: Hypervascular lesion in segment VI of the liver.\n"
            "IMPRESSION: Hypervascular lesion, suspicious for HCC.");
}

void Desk::addManyCases(int count) {
    const auto opened = orDie(Library::open(toPath(library())));
    std::vector<InstanceHeader> headers;
    std::vector<Case> cases;
    for (int i = 0; i < count; ++i) {
        std::string number = std::to_string(i);
        const std::string id = "P" + std::string(6 - number.size(), '0') + number;
        addPaperCase({id, "Patient " + number, "", i % 2 ? "F" : "M"}, i, headers, cases);
    }
    store(*opened, headers, cases);
}

void Desk::addCase(const std::string& id, const std::string& name, const std::string& birthDate,
                   const std::string& date) {
    const auto opened = orDie(Library::open(toPath(library())));
    const auto number = static_cast<int>(orDie(opened->caseCount())) + 100000;
    std::vector<InstanceHeader> headers;
    std::vector<Case> cases;
    addPaperCase({id, name, birthDate, "F", date}, number, headers, cases);
    store(*opened, headers, cases);
}

QStringList Desk::commands() const {
    QFile log(path(QStringLiteral("commands.log")));
    if (!log.open(QIODevice::ReadOnly))
        return {};
    return QString::fromUtf8(log.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
}

bool Desk::ran(const QString& words) const {
    const QStringList all = commands();
    return std::ranges::any_of(all, [&](const QString& line) { return line.contains(words); });
}

Dialogs Desk::dialogs() {
    const auto choose = [this](QWidget*, const QString& title, const QString&,
                               Dialogs::Chosen chosen) {
        questions << title;
        if (!chosenPath.isEmpty())
            chosen(chosenPath);
    };
    const auto confirm = [this](QWidget*, const QString& question, const QString&,
                                std::function<void()> agreed) {
        questions << question;
        if (agree)
            agreed();
    };
    return {choose, choose, choose, confirm, choose, choose};
}

std::unique_ptr<MainWindow> Desk::open() {
    auto window = std::make_unique<MainWindow>(dialogs());
    const QStringList size = qEnvironmentVariable("BOLUS_PICTURE_SIZE").split(QLatin1Char('x'));
    if (size.size() == 2) // for looking at
        window->resize(size[0].toInt(), size[1].toInt());
    else
        window->resize(1560, 940);
    QSignalSpy filled(&window->libraryController(), &LibraryController::refreshed);
    window->show();
    window->openLibrary(library());
    (void)QTest::qWaitForWindowExposed(window.get());
    window->activateWindow(); // there may be no window manager to do it
    const bool filledInTime = QTest::qWaitFor([&] { return !filled.isEmpty(); }, 20000);
    if (!filledInTime || !QTest::qWaitForWindowActive(window.get()))
        qFatal("The window did not open its library");
    return window;
}

void picture(QWidget& widget, const QString& name) {
    const QString folder = qEnvironmentVariable("BOLUS_PICTURES");
    if (folder.isEmpty())
        return;
    QTest::qWait(150);
    widget.grab().save(folder + QLatin1Char('/') + name + QStringLiteral(".png"));
}

} // namespace bolus::test
