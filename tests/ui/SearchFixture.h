// Searching by real keys in the window over the stand-in helper.
#pragma once

#include <QLineEdit>
#include <QListView>
#include <QSignalSpy>

#include "tests/ui/Fixture.h"
#include "ui/search/SearchPanel.h"
#include "ui/view/ViewerWidget.h"

namespace bolus::test {

/// A window over the two cases of the fixture, with its search box and its list of results.
struct SearchDesk {
    Desk desk;
    std::unique_ptr<MainWindow> window;
    QLineEdit* box = nullptr;
    QListView* results = nullptr;

    /// `report`: a further one of case 2.
    explicit SearchDesk(const QString& helper = {}, const char* report = nullptr) {
        desk.addCases();
        if (report) {
            const auto library = Library::open(desk.library().toStdString());
            if (!library ||
                !(*library)->addReport({0, "1.2.826.0.1.3680043.10.999.2", "", "text", report}))
                qFatal("The report could not be added");
        }
        if (!helper.isEmpty())
            desk.useHelper(helper);
        window = desk.open();
        window->bench().serve.setRestartDelay(20);
        box = child<QLineEdit>(*window, "searchBox");
        results = child<QListView>(*window, "resultList");
    }

    bool helperRuns() {
        return QTest::qWaitFor(
            [&] { return window->bench().serve.state() == ServeClient::State::Running; }, 10000);
    }

    void open(qint64 id) {
        QSignalSpy shown(&window->viewer(), &ViewerWidget::caseShown);
        window->caseController().open(id);
        QVERIFY(shown.wait(20000));
    }

    /// Types with real keys and waits for the whole answer.
    void type(const QString& phrase) {
        QTest::keyClick(window.get(), Qt::Key_F, Qt::ControlModifier);
        QTRY_VERIFY(box->hasFocus());
        bool whole = false;
        QObject context;
        QObject::connect(&window->searchPanel(), &SearchPanel::resultsShown, &context,
                         [&whole](int, bool final) { whole |= final; });
        QTest::keyClicks(box, phrase);
        QTRY_VERIFY_WITH_TIMEOUT(whole, 15000);
    }
};

} // namespace bolus::test
