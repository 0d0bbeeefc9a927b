pragma ComponentBehavior: Bound

import QtQuick
import DeskStyle
import Kiosk.Desk

// The camera that sees the resident: who stands there, what they do, how they are seen, and who pretends to be them.
Item {
    id: root

    required property DeskViewModel desk
    readonly property FaceCameraViewModel camera: desk.faceCamera

    CameraPicture {
        id: picture
        width: parent.width
        implicitHeight: 154
        desk: root.desk
        camera: root.camera
    }
    Column {
        anchors.top: picture.bottom
        anchors.topMargin: 7
        width: parent.width
        spacing: 6

        Repeater {
            model: [root.camera.persons, root.camera.gestures, root.camera.lights, root.camera.positions, root.camera.wears,
                root.camera.attacks]

            delegate: Column {
                id: group

                required property var modelData
                required property int index

                width: root.width
                spacing: 6

                Rectangle {
                    width: parent.width
                    height: 1
                    visible: group.index > 0
                    color: Style.edge
                }
                Chips {
                    width: parent.width
                    station: root.camera
                    things: group.modelData
                }
            }
        }
    }
    Chips {
        anchors.bottom: parent.bottom
        width: parent.width
        station: root.camera
        things: root.camera.faults
    }
}
