import QtQuick
import DeskStyle
import Kiosk.Desk

// What device this is, how it is, and its cable.
Item {
    id: root

    required property StationViewModel station

    readonly property color stateColor: Style.ofState(station.state)

    implicitHeight: 66

    Text {
        id: name
        width: parent.width - cable.width - 6
        text: root.station.name.zh
        color: Style.ink
        font.pixelSize: 18
        font.bold: true
        elide: Text.ElideRight
    }
    Text {
        id: english
        anchors.top: name.bottom
        width: name.width
        text: root.station.name.en
        color: Style.soft
        font.pixelSize: 12
        elide: Text.ElideRight
    }
    Row {
        anchors.top: english.bottom
        anchors.topMargin: 3
        spacing: 6

        Rectangle {
            width: 9
            height: 9
            radius: 5
            anchors.verticalCenter: parent.verticalCenter
            color: root.stateColor
        }
        Text {
            text: root.station.status.zh
            color: root.stateColor
            font.pixelSize: 13
            font.bold: true
        }
        Text {
            anchors.baseline: parent.children[1].baseline
            width: Math.min(implicitWidth, root.width - x)
            text: root.station.why || root.station.status.en
            color: root.stateColor
            font.pixelSize: 11
            elide: Text.ElideRight
        }
    }
    Cable {
        id: cable
        objectName: root.station.role + "_plug"
        anchors.right: parent.right
        plugged: root.station.plugged
        powered: root.station.state !== "unpowered" && root.station.state !== "missing"
        onPulled: root.station.togglePlug()
    }
}
