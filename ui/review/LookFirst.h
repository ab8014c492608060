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

Q_SIGNALS:
    void failed(const QString& sentence);
    void logged(int marks);
    void veilChanged();

private:
    void begin();
    void note(const AnnotationEdit& edit);
    void reveal();
    void log(const AttentionAnswer& answer);
    void show();
    std::vector<ReadingMark> marks() const;

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
    QDateTime m_started;
    struct Placed {
        QDateTime time;
        std::optional<int> part;
    };
    std::map<std::string, Placed> m_placed; // marks of this look, by id
    std::set<qint64> m_seen;                // cases whose maps were on screen
    bool m_asking = false;
};

} // namespace bolus
