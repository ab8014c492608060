// evaluate --suite search, in miniature, and what its relevance says of exams whose truth is known.
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QtTest>

#include "app/jobs/SearchTruth.h"
#include "tests/app/Bolusctl.h"

using namespace bolus;

namespace {

PhantomExam examWith(std::vector<PhantomLesion> lesions) {
    PhantomExam exam = planExam({}, 0);
    exam.lesions = std::move(lesions);
    return exam;
}

/// Of the phrase of this text; -1 where there is none.
int gradeOf(const std::string& text, const PhantomExam& exam) {
    for (const PhraseQuery& query : phraseQueries()) {
        if (query.text == text) {
            return query.relevance(exam);
        }
    }
    return -1;
}

QStringList suite(const Bolusctl& ctl, int cases) {
    return {"evaluate", "--suite", "search",     "--cases", QString::number(cases), "--examples",
            "4",        "--set",   "validation", "--out",   ctl.path("out")};
}

bool isFigure(const QJsonObject& figure) {
    const double value = figure["value"].toDouble(-1);
    return value >= 0 && value <= 1 + 1e-9 && figure["low"].toDouble(2) <= value + 1e-9 &&
           figure["high"].toDouble(-1) >= value - 1e-9;
}

} // namespace

class SearchSuiteTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void placesAndSizesAreGraded() {
        const PhantomLesion left{Finding::RenalCyst, {}, 34, "upper pole of the left kidney"},
            right{Finding::RenalCyst, {}, 20, "lower pole of the right kidney"},
            six{Finding::Hcc, {}, 25, "segment VI"}, seven{Finding::Hcc, {}, 25, "segment VII"},
            small{Finding::Hcc, {}, 18, "segment VI"};
        QCOMPARE(gradeOf("cyst in the left kidney", examWith({left})), 2);
        QCOMPARE(gradeOf("cyst in the left kidney", examWith({right})), 1);
        QCOMPARE(gradeOf("cyst in the left kidney", examWith({six})), 0);
        QCOMPARE(gradeOf("renal cyst larger than 3 cm", examWith({left})), 2);
        QCOMPARE(gradeOf("renal cyst larger than 3 cm", examWith({right})), 1);
        QCOMPARE(gradeOf("liver lesion > 2 cm in segment VI", examWith({six})), 2);
        QCOMPARE(gradeOf("liver lesion > 2 cm in segment VI", examWith({seven})), 1);
        QCOMPARE(gradeOf("liver lesion > 2 cm in segment VI", examWith({small, seven})), 1);
    }

    void aDenialAsksForBoth() {
        const PhantomLesion stone{Finding::RenalStone, {}, 8, "left renal pelvis"},
            wide{Finding::Hydronephrosis, {}, 25, "left kidney"};
        QCOMPARE(gradeOf("renal stone without hydronephrosis", examWith({stone})), 2);
        QCOMPARE(gradeOf("renal stone without hydronephrosis", examWith({stone, wide})), 0);
        QCOMPARE(gradeOf("renal stone without hydronephrosis", examWith({})), 0);
        QCOMPARE(gradeOf("no hydronephrosis", examWith({stone})), 2);
        QCOMPARE(gradeOf("no hydronephrosis", examWith({wide})), 0);
    }

    void likenessAsksForTheExamplesPhases() {
        PhantomExam both = examWith({{Finding::Ascites, {}, 30, "peritoneal cavity"}});
        both.phases = {Phase::Arterial, Phase::PortalVenous};
        both.secondsAfterInjection = {30, 70};
        PhantomExam one = both;
        one.phases = {Phase::PortalVenous};
        one.secondsAfterInjection = {70};
        QCOMPARE(likeness(both, both), 2);
        QCOMPARE(likeness(one, both), 2);
        QCOMPARE(likeness(both, one), 1); // it cannot show the arterial phase
        QCOMPARE(likeness(both, examWith({})), 0);
        QCOMPARE(likeness(examWith({}), examWith({})), 2);
    }

    void everyWayOfSearchingIsMeasured() {
        Bolusctl ctl;
        ctl.provideModel();
        const Ended ended = ctl.run(suite(ctl, 30));
        QVERIFY2(ended.exit == 0, ended.standardError.constData());
        QStringList names;
        for (const QJsonObject& item : ended.of("item")) {
            names << item["row"].toString();
            for (const char* figure : {"precision_5", "ndcg_10", "mrr"}) {
                QVERIFY2(isFigure(item[figure].toObject()),
                         QJsonDocument(item).toJson(QJsonDocument::Compact).constData());
            }
        }
        for (const char* name : {"lexical", "image", "hybrid", "similar_image", "similar_report",
                                 "similar", "whole", "region"}) {
            QVERIFY2(names.contains(name), name);
        }
        QFile text(ctl.path("out/search.md"));
        QVERIFY(text.open(QIODevice::ReadOnly) && text.readAll().contains("digital phantoms"));
        QVERIFY(!QFileInfo::exists(ctl.path("out/search-suite-library"))); // it was only lent
        text.close();
        QFile notes(ctl.path("out/search-notes.md"));
        QVERIFY(notes.open(QIODevice::WriteOnly) && notes.write("## Said by hand\n") > 0);
        notes.close();
        const Ended again = ctl.run(suite(ctl, 30));
        QVERIFY(text.open(QIODevice::ReadOnly) && text.readAll().contains("\n## Said by hand\n"));
        QCOMPARE(again.result()["results_sha256"], ended.result()["results_sha256"]);
    }

    void withoutReportsWordsFindNothingAndImagesTheSame() {
        Bolusctl ctl;
        ctl.provideModel();
        const Ended told = ctl.run(suite(ctl, 30));
        const Ended untold = ctl.run(suite(ctl, 30) + QStringList{"--without-report", "1"});
        QVERIFY2(untold.exit == 0, untold.standardError.constData());
        const auto row = [](const Ended& ended, int at) { return ended.of("item")[at]; };
        const auto precision = [&](const Ended& ended, int at) {
            return row(ended, at)["precision_5"].toObject()["value"].toDouble(-1);
        };
        QCOMPARE(row(told, 0)["row"].toString(), QString("lexical"));
        QVERIFY(precision(told, 0) > 0);
        QCOMPARE(precision(untold, 0), 0.0);
        QCOMPARE(row(told, 1)["row"].toString(), QString("image"));
        QCOMPARE(precision(untold, 1), precision(told, 1));
    }

    void optionsOfOtherSuitesAreRefused() {
        Bolusctl ctl;
        QCOMPARE(ctl.run(suite(ctl, 40) + QStringList{"--epochs", "2"}).exit, 2);
        QCOMPARE(ctl.run({"evaluate", "--suite", "search"}).exit, 2); // no --out
        QCOMPARE(ctl.run({"evaluate", "--suite", "phases", "--set", "test"}).exit, 2);
    }
};

QTEST_GUILESS_MAIN(SearchSuiteTest)
#include "test_search_suite.moc"
