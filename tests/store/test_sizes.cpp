// Sizes that sentences tell, and that libraries are indexed anew when the rules of reports change.
#include <QCryptographicHash>
#include <QTest>

#include "library/reports/IndexedSentence.h"
#include "library/reports/Measurements.h"

using namespace bolus;

namespace {

/// Of each kind of rule: sections, sentences, assertions, places, sizes, what a sentence goes back to.
/// Its things have names that no lexicon knows.
constexpr const char* fixedText =
    "CLINICAL HISTORY: Rule out zork. Known gnarl resected 2010. Mother with blib.\n"
    "TECHNIQUE: Zork protocol.\n"
    "COMPARISON: Zork in 2019.\n"
    "FINDINGS: No zork. There is a gnarl on the left. It measures 2.3 x 1,8 cm. Blib cannot be "
    "excluded; the right frob is free of zork. Possible frobs in segments V-VII and S2, .9 cm.\n"
    "Status post blibectomy. Previously seen gnarl has resolved. Zork, 1,234 mm, at L4.\n"
    "Left kidney: Zork of it. No gnarl.\n"
    "Bilateral frobs of 4-5 mm without blib but with gnarls \u2013 1 cm.\n"
    "IMPRESSION: 1. Zork? 2. No interval change of the gnarl.\n";

QByteArray rulesOutput() {
    std::string text;
    const auto sentences = indexedSentences(fixedText);
    for (const IndexedSentence& one : sentences) {
        text += std::string(sectionToken(one.sentence.section)) + '|' + one.sentence.text + '|' +
                assertionToken(one.sentence.assertion) + '|' + one.codes + '|' + one.asserted + '|';
        for (const double size : one.millimetres) {
            text += std::to_string(size) + ' ';
        }
        text += '\n';
    }
    return QByteArray::fromStdString(text + indexedReport(sentences).words);
}

} // namespace

class SizesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sizesAreRead_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QList<double>>("millimetres");
        const auto row = [](const char* text, QList<double> sizes) {
            QTest::newRow(text) << QByteArray(text) << sizes;
        };
        row("a lipoma .9 cm", {9});
        row(".5 x .75 cm", {7.5});
        row("(.9 cm)", {9});
        row("a lipoma.9 cm", {}); // the end of a sentence, or a point?
        row("section 2..9 cm", {});
        row("0.9 cm", {9});
        row("1,5 cm", {15});
        row("1,25 cm", {12.5});
        row("1,234 mm", {}); // 1.2 mm, or 1.2 m
        row("1,234 x 20 mm", {});
        row("20 x 1,234 mm", {});
        row("1,234.5 mm", {1234.5});
        row("1,234 mm and 3 cm", {30});
        row("0,125 cm", {1.25});
        row("1.234 cm", {12.34});
        row("\u22653 cm", {30});
        row("about \u00B13cm", {30});
        row("2 cm\u20133 cm", {30});
        row("2 cm\u2192 3 cm", {20, 30});
        row("2\u20133 cm", {30});
        row("\u00E93 cm", {}); // a letter before it
        row("2023-01-02 3 cm", {30});
        row("1-2-3-4-5 and 4 mm", {4});
        row("2 x 3 x 4 cm", {40});
    }
    void sizesAreRead() {
        QFETCH(QByteArray, text);
        QFETCH(QList<double>, millimetres);
        QList<double> found;
        for (const SizeFound& size : sizesIn(text.toStdString())) {
            found.append(size.millimetres);
        }
        QCOMPARE(found, millimetres);
    }

    /// Where each number read the rest anew, these took the better part of an hour.
    void manyNumbersAreReadOnce() {
        std::string dashes, dimensions = "1 cm";
        for (int i = 0; i < 1'500'000; ++i) {
            dashes += "1-";
            dimensions += "x2";
        }
        QVERIFY(sizesIn(dashes).empty());
        QCOMPARE(sizesIn(dashes + "1 3 cm").size(), std::size_t(1));
        QCOMPARE(sizesIn(dimensions).size(), std::size_t(1));
    }

    /// Who changes what the rules make of a report must raise rulesVersion in IndexedSentence.cpp,
    /// for libraries to be indexed anew; then both go in here.
    void rulesAndTheirVersionChangeTogether() {
        const QByteArray output = rulesOutput();
        const QByteArray hash =
            QCryptographicHash::hash(output, QCryptographicHash::Sha256).toHex().left(16);
        const std::string version = indexVersion().substr(0, indexVersion().find('-'));
        QCOMPARE(QByteArray::fromStdString(version) + ' ' + hash, QByteArray("3 ac7f1a9b97e7a429"));
    }
};

QTEST_GUILESS_MAIN(SizesTest)
#include "test_sizes.moc"
