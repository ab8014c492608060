// "Series 5, image 43": read from words, and resolved to a slice by its numbers.
#include <QtTest>

#include "library/reports/ImageReferences.h"

using namespace bolus;

namespace {

QString shown(const std::string& text) {
    QStringList all;
    for (const ImageReference& r : imageReferencesIn(text)) {
        QString one = r.series ? QString::number(*r.series) : QStringLiteral("?");
        one += QStringLiteral("/%1").arg(r.image);
        one += r.lastImage != r.image ? QStringLiteral("-%1").arg(r.lastImage) : QString();
        one += r.shorthand ? "s" : "";
        one += r.ambiguous ? "a" : "";
        one += r.ofEarlierExam ? "e" : "";
        one += r.plane != Plane::Unknown ? QStringLiteral(":") + planeToken(r.plane) : QString();
        all << one;
    }
    return all.join(QLatin1Char(' '));
}

InstanceHeader instance(const std::string& study, int series, int number,
                        const std::string& suffix = "") {
    InstanceHeader header;
    header.studyUid = study;
    header.accessionNumber = "A" + study;
    header.seriesUid = study + "." + std::to_string(series) + suffix;
    header.sopInstanceUid = header.seriesUid + "." + std::to_string(number);
    header.seriesNumber = series;
    header.instanceNumber = number;
    header.hasPixels = true;
    return header;
}

/// An exam of two studies with series 5 in each; instance numbers run against the slices' order,
/// and slice 3 of 5 is missing in the first.
struct Exam {
    Case exam;
    std::vector<InstanceHeader> instances;

    Exam() {
        exam.studyUids = {"1", "2"};
        add("1", 5, {40, 39, 37, 36}, {0, 2, 6, 8}, 5);
        add("2", 5, {40, 39}, {0, 2}, 2);
        add("1", 7, {1, 2, 43}, {0, 2, 4}, 3);
        instances.push_back(instance("1", 7, 99)); // left out of its volume
        InstanceHeader frames = instance("1", 9, 1);
        frames.frames = 20;
        instances.push_back(frames);
        VolumeRecord volume = exam.volumes.back();
        volume.seriesUid = frames.seriesUid;
        volume.slices.clear();
        for (int frame = 0; frame < 20; ++frame) {
            volume.slices.push_back({"/f", frames.sopInstanceUid, 19 - frame, frame * 2.0});
        }
        volume.size[2] = 20;
        exam.volumes.push_back(volume);
    }
    void add(const std::string& study, int series, const std::vector<int>& numbers,
             const std::vector<double>& positions, std::size_t slices) {
        VolumeRecord volume;
        volume.studyUid = study;
        volume.spacing = {1, 1, 2};
        volume.size = {4, 4, slices};
        volume.plane = Plane::Axial;
        volume.inPhaseSeries = true;
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            instances.push_back(instance(study, series, numbers[i]));
            volume.seriesUid = instances.back().seriesUid;
            volume.slices.push_back({"/f", instances.back().sopInstanceUid, 0, positions[i]});
        }
        exam.volumes.push_back(volume);
    }
    /// "volume:slice", or why not.
    QString target(const std::string& text, const std::string& study = "1") const {
        Report report;
        report.studyUid = study;
        report.text = text;
        QStringList all;
        for (const ReferenceTarget& t : resolveReferences(report, exam, instances)) {
            all << (t.volume ? QStringLiteral("%1:%2").arg(*t.volume).arg(t.slice)
                             : QString::fromStdString(t.reason));
        }
        return all.join(QLatin1Char('|'));
    }
};

} // namespace

class ImageReferencesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void words_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        const std::pair<const char*, const char*> rows[] = {
            {"A cyst (series 5, image 43).", "5/43"},
            {"Series 5 image 43", "5/43"},
            {"se 5 im 43", "5/43"},
            {"Se:5 Im:43", "5/43"},
            {"SER. 5, IMG. #43", "5/43"},
            {"S5I43 and S5/I43", "5/43 5/43"},
            {"Serie 5, Bild 43", "5/43"},
            {"series number 5, image no. 43", "5/43"},
            {"image 43 of series 5", "5/43"},
            {"image 43, series 5", "5/43"},
            {"image 43 (series 5)", "5/43"},
            {"images 12-15 of the series 4", "4/12-15"},
            {"series 4, images 12\u201315", "4/12-15"},
            {"series 4 images 12 through 15", "4/12-15"},
            {"series 4, images 12, 15 and 18", "4/12 4/15 4/18"},
            {"(series 5, image 43; image 50)", "5/43 5/50"},
            {"(5:43)", "5/43s"},
            {"[5/43-47]", "5/43-47s"},
            {"se/im 5/43", "5/43"},
            {"series/image: 5/43", "5/43"},
            {"image 5:43", "5/43"},
            {"image 5/43", "5/43a"},
            {"on axial image 43", "?/43:axial"},
            {"coronal image 7", "?/7:coronal"},
            {"prior series 3 image 20", "3/20e"},
            {"previously 12 mm (series 3, image 20)", "3/20e"},
            {"image 20 of series 3 on the previous CT", "3/20e"},
            {"(series 5, image 43), previously 12 mm", "5/43"},
            {"Two images. Series of 5 mm slices. Image quality is good.", ""},
            {"image 3 mm thick; slice 5.5", ""},
            {"at 10:30, grade 2/4, se 5", ""},
            {"series 5", ""},
            {"I 43 patients", ""},
            {"", ""},
        };
        for (const auto& [text, expected] : rows) {
            QTest::newRow(*text ? text : "empty") << text << expected;
        }
    }
    void words() {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QCOMPARE(shown(text.toStdString()), expected);
    }

    void offsetsAreOfTheWords() {
        const std::string text = "Zyste (\u00e4hnlich) series 5, images 43 and 50.";
        const auto found = imageReferencesIn(text);
        QCOMPARE(found.size(), std::size_t(2));
        QCOMPARE(text.substr(found[0].begin, found[0].end - found[0].begin),
                 std::string("series 5, images 43"));
        QCOMPARE(text.substr(found[1].begin, found[1].end - found[1].begin), std::string("50"));
    }

    void anyBytes() {
        imageReferencesIn(std::string(1 << 20, '('));
        imageReferencesIn(std::string(1 << 20, '\xff'));
        std::string many;
        for (int i = 0; i < 20000; ++i) {
            many += "series 5 image 43, ";
        }
        QCOMPARE(imageReferencesIn(many).size(), std::size_t(20000));
        QVERIFY(imageReferencesIn("series 99999999999 image 1").empty());
    }

    void resolvedByNumbersNotByOrder() {
        const Exam exam;
        QCOMPARE(exam.target("series 5, image 40"), QString("0:0"));
        QCOMPARE(exam.target("series 5, image 39"), QString("0:1"));
        QCOMPARE(exam.target("series 5, image 37"), QString("0:3")); // behind the missing slice
        QCOMPARE(exam.target("series 5, image 40", "2"),
                 QString("1:0")); // its own study's series 5
        QCOMPARE(exam.target("series 7, image 43"), QString("2:2"));
        QCOMPARE(exam.target("(7:43)"), QString("2:2"));
        QCOMPARE(exam.target("axial image 43"), QString("2:2"));
    }

    void framesOfOneInstance() {
        const Exam exam;
        QCOMPARE(exam.target("series 9, image 1"), QString("3:19")); // its first frame is on top
        QCOMPARE(exam.target("series 9, image 20"), QString("3:0"));
        QVERIFY(exam.target("series 9, image 21").contains("no series 9, image 21"));
    }

    void whatCannotBeResolvedSaysWhy() {
        const Exam exam;
        QVERIFY(exam.target("series 6, image 1").contains("no series 6"));
        QVERIFY(exam.target("series 5, image 38").contains("no series 5, image 38"));
        QVERIFY(exam.target("series 7, image 99").contains("left out"));
        QVERIFY(exam.target("image 5/40").contains("may mean"));
        QVERIFY(exam.target("prior series 5 image 40").contains("earlier exam"));
        QVERIFY(exam.target("coronal image 43").contains("no phase"));
        QVERIFY(exam.target("image 1").contains("more than one")); // of series 7 and frame 1 of 9
        QCOMPARE(exam.target("SIRT (2/4)"), QString());            // no reference at all
        Exam twice;
        twice.instances.push_back(instance("1", 5, 40, ".b"));
        QVERIFY(twice.target("series 5, image 40").contains("More than one"));
    }

    void aReportByAccessionNumberMeansItsStudy() {
        const Exam exam;
        Report report;
        report.accessionNumber = "A2";
        report.text = "series 5, image 39";
        const auto targets = resolveReferences(report, exam.exam, exam.instances);
        QCOMPARE(targets.size(), std::size_t(1));
        QCOMPARE(targets.front().volume, std::optional<std::size_t>(1));
        QCOMPARE(targets.front().seriesUid, std::string("2.5"));
    }
};

QTEST_GUILESS_MAIN(ImageReferencesTest)
#include "test_image_references.moc"
