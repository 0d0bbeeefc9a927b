import QtQuick
import QtQuick.Shapes
import Kiosk.Controls
import Kiosk.Theme

// The face as in a mirror, in an oval: the picture lies below a frame with a hole. An arrow at the rim shows which way.
Item {
    id: mirror

    required property url source
    required property string label
    required property string arrow
    required property bool troubled

    Item {
        anchors.fill: parent
        clip: true

        Rectangle {
            anchors.fill: parent
            color: "#d6e0ea"
        }

        Image {
            id: picture

            objectName: "picture"
            anchors.fill: parent
            source: mirror.source
            fillMode: Image.PreserveAspectCrop
            mirror: true
            cache: false
            Accessible.role: Accessible.Graphic
            Accessible.name: mirror.label
        }

        Shape {
            anchors.fill: parent

            ShapePath {
                fillColor: Theme.ground
                fillRule: ShapePath.OddEvenFill
                strokeColor: "transparent"

                PathSvg {
                    path: "M-2 -2 H" + (mirror.width + 2) + " V" + (mirror.height + 2) + " H-2 Z " + mirror.oval(2)
                }
            }

            ShapePath {
                fillColor: "transparent"
                strokeColor: mirror.troubled ? Theme.gold : Theme.primary
                strokeWidth: 4 * Theme.stroke

                PathSvg {
                    path: mirror.oval(3 * Theme.stroke)
                }
            }
        }

        Spinner {
            anchors.centerIn: parent
            visible: picture.status !== Image.Ready
        }
    }

    Rectangle {
        id: way

        readonly property var places: ({
                left: Qt.point(0, 0.5),
                right: Qt.point(1, 0.5),
                up: Qt.point(0.5, 0),
                down: Qt.point(0.5, 1)
            })
        readonly property point at: places[mirror.arrow] ?? Qt.point(0.5, 0.5)
        readonly property real reach: 0.06 * mirror.width

        objectName: "arrow"
        visible: mirror.arrow !== ""
        width: 0.2 * mirror.width
        height: width
        radius: width / 2
        x: Math.round(reach + at.x * (mirror.width - 2 * reach) - width / 2)
        y: Math.round(reach + at.y * (mirror.height - 2 * reach) - height / 2)
        color: Theme.primary
        border.color: "#ffffff"
        border.width: 2 * Theme.stroke

        Icon {
            anchors.centerIn: parent
            name: "arrow_left"
            tint: "#ffffff"
            size: 0.7 * parent.width
            rotation: ({
                    left: 0,
                    up: 90,
                    right: 180,
                    down: 270
                })[mirror.arrow] ?? 0
        }
    }

    function oval(inset: real): string {
        const a = width / 2 - inset;
        const b = height / 2 - inset;
        const y = height / 2;
        return "M" + inset + " " + y + " A" + a + " " + b + " 0 1 0 " + (width - inset) + " " + y + " A" + a + " " + b + " 0 1 0 " + inset + " " + y + " Z";
    }
}
