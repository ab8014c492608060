// "Check this map": whether it depends on what the model learned, and comes out the same again.
#pragma once

#include <map>
#include <memory>

#include <QJsonObject>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

#include "ui/report/HeatmapPanel.h"

namespace bolus {

class BolusctlClient;
class LibrarySession;

/// Runs bolusctl's check as a child of its own, so that searches are answered meanwhile. What it
/// found is kept until forget().
class MapCheckPanel : public QWidget {
    Q_OBJECT
public:
    explicit MapCheckPanel(const LibrarySession& library, QWidget* parent = nullptr);
    ~MapCheckPanel() override;

    /// What is on screen: bolusctl's command for it, and the kind of its map. Another command ends
    /// a check under way; an empty one shows nothing.
    void setMap(const QStringList& command, HeatmapKind kind);
    bool isChecked() const { return m_known.contains(m_command); }
    /// Of cases that are no longer open, and of phases that were corrected.
    void forget();

private:
    void start();
    void cancel();
    void take(const QJsonObject& item);
    void finish();
    void fail(const QString& code, const QString& message);
    void show();
    QString sentence(const QString& check, bool& isBad) const;

    const LibrarySession& m_library;
    QStringList m_command, m_running;
    HeatmapKind m_kind = HeatmapKind::Phase;
    std::map<QStringList, QList<QJsonObject>> m_known;
    QList<QJsonObject> m_arrived;
    std::unique_ptr<BolusctlClient> m_client;
    QString m_problem;
    QPushButton *m_start, *m_cancel;
    QProgressBar* m_progress;
    QLabel *m_warning, *m_result;
};

} // namespace bolus
