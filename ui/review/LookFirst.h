// "Look first, reveal later": maps stay hidden until the reader has looked, and what was marked by
// then is logged in the library.
#pragma once

#include <functional>

#include <QAction>
#include <QDateTime>
#include <QLabel>
#include <QPushButton>
#include <QWidget>

#include "ui/review/ReadingRecord.h"

namespace bolus {

class AnnotationBook;
class LibrarySession;
struct AnnotationEdit;

/// The switch, the number of marks and the button that reveals. A reading that cannot be logged
/// reveals nothing, and says why.
class LookFirst : public QWidget {
    Q_OBJECT
public:
    using Clock = std::function<QDateTime()>;
    LookFirst(QAction& toggle, LibrarySession& library, CaseController& cases,
              HeatmapController& heatmaps, const HeatmapPanel& panel, AnnotationBook& book,
              QWidget* parent = nullptr);

    void setClock(Clock clock) { m_clock = std::move(clock); }
    /// Which part of a series is being drawn on; marks only name the series.
    using PartOf = std::function<std::optional<int>(const std::string& seriesUid)>;
    void setPartOf(PartOf partOf) { m_partOf = std::move(partOf); }
    bool isOn() const { return m_toggle.isChecked(); }
    /// On again where it was on when the program ended, however it ended: nobody who reads blind is
    /// shown a map by a restart.
    void resume();

Q_SIGNALS:
    void failed(const QString& sentence);
    void logged(int marks);
    /// Of so many cases the maps had not been revealed when the program ended.
    void resumed(int cases);
    void givenUp(int marks); // switched off before the maps were revealed: nothing is logged
    void veilChanged();

private:
    void begin();
    void note(const AnnotationEdit& edit);
    void reveal();
    void log(const AttentionAnswer& answer);
    void show();
    std::vector<ReadingMark> marks() const;
    void toggled(bool on);
    void remember() const;

    QAction& m_toggle;
    LibrarySession& m_library;
    CaseController& m_cases;
    HeatmapController& m_heatmaps;
    const HeatmapPanel& m_panel;
    AnnotationBook& m_book;
    Clock m_clock = [] { return QDateTime::currentDateTimeUtc(); };
    PartOf m_partOf = [](const std::string&) { return std::nullopt; };
    QPushButton* m_reveal;
    QLabel* m_note;
    qint64 m_case = 0; // being looked at; 0: none
    struct Placed {
        QDateTime time;
        std::optional<int> part;
    };
    struct Look {
        QDateTime started;
        std::map<std::string, Placed> placed; // its marks, by id
    };
    std::map<qint64, Look> m_looks; // by case: at those whose maps are not revealed yet
    std::set<qint64> m_seen;        // cases whose maps were on screen
    bool m_asking = false;
    bool m_isResumed = false; // what was on before is known
};

} // namespace bolus
