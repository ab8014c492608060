#include "ui/hanging/ProtocolStore.h"

#include <algorithm>

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSaveFile>
#include <QSettings>
#include <QStandardPaths>

namespace bolus {

namespace {

constexpr qint64 largestFile = 256 * 1024;
constexpr int mostFiles = 500;

QString offKey() {
    return QStringLiteral("hanging/off");
}

Result<Protocol> readFile(const QString& name) {
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly) || file.size() > largestFile)
        return fail(ErrorCode::Io, ProtocolStore::tr("it cannot be read").toStdString());
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &problem);
    if (!document.isObject())
        return fail(
            ErrorCode::BadInput,
            ProtocolStore::tr("it is damaged (%1)").arg(problem.errorString()).toStdString());
    return protocolFromJson(document.object());
}

} // namespace

ProtocolStore::ProtocolStore(QString folder, QObject* parent)
    : QObject(parent), m_folder(std::move(folder)) {}

QString ProtocolStore::userFolder() {
    return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) +
           QStringLiteral("/hanging");
}

QStringList ProtocolStore::load() {
    m_protocols.clear();
    QStringList problems;
    const std::pair<QString, bool> folders[]{{m_folder, true},
                                             {QStringLiteral(":/hanging"), false}};
    for (const auto& [folder, own] : folders) {
        const QDir dir(folder);
        const QStringList names =
            dir.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name);
        for (const QString& name : names.mid(0, mostFiles)) {
            auto protocol = readFile(dir.filePath(name));
            if (!protocol) {
                problems << tr("The hanging protocol %1 is not used and stays as it is: %2.")
                                .arg(QDir::toNativeSeparators(dir.filePath(name)),
                                     QString::fromStdString(protocol.error().message));
                continue;
            }
            protocol->file = dir.filePath(name);
            protocol->own = own;
            m_protocols.push_back(std::move(*protocol));
        }
    }
    std::ranges::stable_sort(m_protocols, [](const Protocol& a, const Protocol& b) {
        return a.own != b.own ? a.own : a.when.count() > b.when.count();
    });
    return problems;
}

const Protocol* ProtocolStore::bestFor(const Case& exam) const {
    const auto found = std::ranges::find_if(
        m_protocols, [&](const Protocol& p) { return isOn(p) && p.when.hold(exam); });
    return found == m_protocols.end() ? nullptr : &*found;
}

bool ProtocolStore::isOn(const Protocol& protocol) const {
    return !QSettings().value(offKey()).toStringList().contains(protocol.file);
}

void ProtocolStore::setOn(const Protocol& protocol, bool on) {
    if (on == isOn(protocol))
        return;
    QStringList off = QSettings().value(offKey()).toStringList();
    on ? void(off.removeAll(protocol.file)) : off.append(protocol.file);
    QSettings().setValue(offKey(), off);
    Q_EMIT changed();
}

Result<void> ProtocolStore::add(Protocol protocol) {
    QString base = protocol.name.toLower();
    base.replace(QRegularExpression(QStringLiteral("[^a-z0-9]+")), QStringLiteral("-"));
    base = base.left(60).isEmpty() || base == QLatin1String("-") ? QStringLiteral("protocol")
                                                                 : base.left(60);
    protocol.file = m_folder + QLatin1Char('/') + base + QStringLiteral(".json");
    for (int i = 2; QFile::exists(protocol.file); ++i)
        protocol.file = QStringLiteral("%1/%2-%3.json").arg(m_folder, base).arg(i);
    auto written = write(protocol);
    if (written)
        reload();
    return written;
}

Result<void> ProtocolStore::write(const Protocol& protocol) {
    QSaveFile file(protocol.file);
    const QByteArray text = QJsonDocument(protocolJson(protocol)).toJson();
    if (QDir().mkpath(m_folder) && file.open(QIODevice::WriteOnly) &&
        file.write(text) == text.size() && file.commit())
        return {};
    return fail(ErrorCode::Io,
                tr("The protocol could not be written to %1: %2. Free some space, or make the "
                   "folder writable.")
                    .arg(QDir::toNativeSeparators(protocol.file), file.errorString())
                    .toStdString(),
                protocol.file.toStdString());
}

Result<void> ProtocolStore::rename(const QString& file, const QString& name) {
    const auto found = std::ranges::find(m_protocols, file, &Protocol::file);
    if (found == m_protocols.end() || !found->own || name.trimmed().isEmpty())
        return fail(ErrorCode::BadInput, tr("A protocol of your own can be given another name; "
                                            "those of Bolus keep theirs.")
                                             .toStdString());
    Protocol renamed = *found;
    renamed.name = name.trimmed();
    auto written = write(renamed);
    if (written)
        reload();
    return written;
}

Result<void> ProtocolStore::remove(const QString& file) {
    const auto found = std::ranges::find(m_protocols, file, &Protocol::file);
    if (found == m_protocols.end() || !found->own)
        return fail(ErrorCode::BadInput, tr("A protocol of Bolus cannot be removed; switch it off "
                                            "instead.")
                                             .toStdString());
    if (!QFile::remove(file))
        return fail(
            ErrorCode::Io,
            tr("%1 could not be removed. Make its folder writable.").arg(file).toStdString(),
            file.toStdString());
    reload();
    return {};
}

void ProtocolStore::reload() {
    (void)load();
    Q_EMIT changed();
}

} // namespace bolus
