import QtQuick
import Kiosk.Theme

Image {
    id: icon

    required property string name
    property color tint: Theme.primary
    property real size: Theme.icon

    width: size
    height: size
    sourceSize: Qt.size(Math.round(size), Math.round(size))
    source: name === "" ? "" : "image://icons/" + name + "/" + encodeURIComponent(tint.toString())
    cache: true
    Accessible.ignored: true
}
