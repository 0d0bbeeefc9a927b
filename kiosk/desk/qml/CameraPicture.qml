import QtQuick
import DeskStyle
import Kiosk.Desk

// The small picture of what a camera sees.
Rectangle {
    id: root

    required property DeskViewModel desk
    required property CameraViewModel camera

    readonly property bool sees: camera.state === "ready" || camera.state === "trouble"

    implicitHeight: width * 0.66 + 12
    radius: 12
    color: Style.bodyDark

    Image {
        anchors.fill: parent
        anchors.margins: 6
        visible: root.sees
        source: root.camera.picture
        cache: false
        fillMode: Image.PreserveAspectCrop
    }
    Rectangle {
        visible: root.camera.watched
        x: 12
        y: 12
        width: live.implicitWidth + 24
        height: 20
        radius: 10
        color: "#c0141b23"

        Rectangle {
            x: 6
            y: 6
            width: 8
            height: 8
            radius: 4
            color: "#ff4d4d"
        }
        Text {
            id: live
            x: 18
            y: 2
            text: root.desk.labels.watched.zh + " " + root.desk.labels.watched.en
            color: "white"
            font.pixelSize: 11
        }
    }
}
