// Named sets of cases, kept in the library by bolusctl.
#pragma once

#include <QObject>
#include <QStringList>

namespace bolus {

class ServeClient;

class Collections : public QObject {
    Q_OBJECT
public:
    struct Row {
        QString name;
        qint64 cases = 0;
    };
    explicit Collections(ServeClient& serve, QObject* parent = nullptr);

    const QList<Row>& rows() const { return m_rows; }
    void refresh();
    void add(const QString& name, const QList<qint64>& cases);
    void remove(const QString& name, const QList<qint64>& cases);
    void rename(const QString& name, const QString& to);
    void discard(const QString& name);

Q_SIGNALS:
    void changed();
    void told(const QString& sentence);
    void failed(const QString& sentence);

private:
    void run(const QStringList& command, const QString& sentence);

    ServeClient& m_serve;
    QList<Row> m_rows;
};

} // namespace bolus
