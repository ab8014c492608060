// "Check this map": whether it depends on what the model learned, and comes out the same again.
#pragma once

#include <map>
#include <memory>
#include <tuple>

#include <QJsonObject>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

#include "ui/window/HeatmapController.h"

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

    /// What is on screen: bolusctl's command for it, whose answer it is, and the kind of its map.
    /// Another map ends a check under way; null: there is none.
    void setMap(const QStringList& command, const AttentionAnswer* answer, HeatmapKind kind);
    bool isChecked() const { return m_known.contains(m_shown); }
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

    /// The same command means another map once another model is in use.
    struct Map {
        QStringList command;
        QString model, hash;
        bool operator==(const Map&) const = default;
        bool operator<(const Map& other) const {
            return std::tie(command, model, hash) <
                   std::tie(other.command, other.model, other.hash);
        }
    };
    const LibrarySession& m_library;
    Map m_shown, m_running;
    HeatmapKind m_kind = HeatmapKind::Phase;
    std::map<Map, QList<QJsonObject>> m_known;
    QList<QJsonObject> m_arrived;
    std::unique_ptr<BolusctlClient> m_client;
    QString m_problem;
    QPushButton *m_start, *m_cancel;
    QProgressBar* m_progress;
    QLabel *m_warning, *m_result;
};

} // namespace bolus
