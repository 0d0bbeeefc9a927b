"""What every UPS keeps to: the emulated one by default, a real one with `--device ups=URL`.

Against a real UPS, leave the mains on; what needs the other end of the wire, or cuts the power, is skipped.
"""

import pytest
from kit.patience import soon, until
from kit.wires import wire_named

from drivers.cancel import Cancel
from drivers.catalogue import CATALOGUE, THRESHOLDS
from drivers.errors import Cancelled, DeviceError
from drivers.faults import Fault, Role, Threshold
from drivers.status import DeviceState
from drivers.ups.device import MegatecUps
from drivers.ups.emulator import UpsEmulator
from drivers.ups.role import Ups, UpsReading

WIRES = [wire_named(Role.UPS, "serial")]


@pytest.fixture
def ups(driver: MegatecUps) -> Ups:
    return driver


def read(ups: Ups, timeout_s: float = 5.0) -> UpsReading:
    return ups.read(timeout_s=timeout_s, cancel=Cancel())


def faults(ups: Ups) -> set[Fault]:
    status = ups.status()
    assert {(Role.UPS, fault) for fault in status.faults} <= CATALOGUE.keys()
    assert {(Role.UPS, threshold) for threshold in status.thresholds} <= THRESHOLDS.keys()
    return set(status.faults)


def shut_down(ups: Ups, after_s: float = 60.0, restore_after_s: float = 60.0) -> bool:
    return ups.shut_down(after_s=after_s, restore_after_s=restore_after_s, timeout_s=5.0, cancel=Cancel())


class TestUps:
    def test_it_tells_what_it_measures(self, ups):
        reading = read(ups)
        assert reading.input_v
        assert reading.input_v > 80
        assert reading.battery_v
        assert not reading.utility_failed

    def test_a_shutdown_cancelled_before_it_began(self, ups):
        cancel = Cancel()
        cancel.set()
        with pytest.raises(Cancelled):
            ups.shut_down(after_s=60, restore_after_s=60, timeout_s=5.0, cancel=cancel)

    @pytest.mark.parametrize(("after_s", "restore_after_s"), [(11, 60), (601, 60), (60, 0), (60, 600_000)])
    def test_times_that_no_ups_keeps(self, ups, after_s, restore_after_s):
        with pytest.raises(ValueError, match="cannot shut down"):
            shut_down(ups, after_s, restore_after_s)

    def test_the_mains_are_cut_and_come_back(self, ups, bench):
        bench.cut_mains()
        assert faults(ups) == {Fault.ON_BATTERY}
        assert read(ups).input_v == 0
        bench.restore_mains()
        assert faults(ups) == set()

    def test_the_battery_runs_low_and_out(self, ups, bench):
        bench.cut_mains()
        bench.set_charge(0.15)
        assert faults(ups) == {Fault.ON_BATTERY, Fault.BATTERY_LOW}
        bench.set_charge(0.0)
        until(lambda: ups.status().state is DeviceState.OFFLINE)
        assert bench.dead
        bench.restore_mains()
        assert ups.status().ready  # though its battery is still low: it charges

    def test_the_voltage_falls_as_time_goes_by(self, tmp_path):
        emulator = UpsEmulator(tmp_path / "fast", runtime_s=60, speed=100)
        emulator.start()
        ups = MegatecUps(emulator.url)
        emulator.set_load(100)
        emulator.cut_mains()
        first = read(ups).battery_v
        assert first
        until(lambda: (read(ups).battery_v or 0) < first)
        until(lambda: emulator.dead)
        until(lambda: ups.status().state is DeviceState.OFFLINE)
        ups.close()
        emulator.stop()

    def test_more_load_than_it_can_carry(self, ups, bench):
        bench.set_load(100)
        assert faults(ups) == set()
        bench.set_load(104)
        assert faults(ups) == {Fault.OVERLOAD}

    def test_a_defect_of_its_own(self, ups, bench):
        bench.set_failed(failed=True)
        assert ups.status().state is DeviceState.HARDWARE_ERROR
        assert faults(ups) == {Fault.HARDWARE_ERROR}
        bench.set_failed(failed=False)
        assert ups.status().ready

    def test_a_failed_self_test_means_an_old_battery(self, ups, bench):
        bench.start_test()
        assert ups.status().thresholds == set()
        bench.end_test()
        assert ups.status().thresholds == set()
        bench.set_weak(weak=True)
        bench.start_test()
        assert ups.status().thresholds == {Threshold.BATTERY_OLD}
        bench.end_test()
        assert ups.status().thresholds == {Threshold.BATTERY_OLD}
        assert ups.status().ready
        bench.set_weak(weak=False)
        bench.start_test()
        assert ups.status().thresholds == {Threshold.BATTERY_OLD}  # nobody knows yet
        bench.end_test()
        assert ups.status().thresholds == set()

    def test_no_thermometer(self, ups, bench):
        bench.set_temperature(None)
        assert read(ups).temperature_c is None
        assert ups.status().ready

    def test_shutting_down_is_said_by_the_ups_itself(self, ups, bench):
        assert shut_down(ups)
        assert bench.reading.shutting_down
        assert ups.status().detail == "shutting down"

    def test_off_and_on_again(self, ups, bench):
        assert shut_down(ups, after_s=60, restore_after_s=120)
        bench.pass_time(59)
        assert read(ups).output_v == 220
        bench.pass_time(60)
        assert read(ups).output_v == 0
        bench.pass_time(120)
        assert read(ups).output_v == 220
        assert not read(ups).shutting_down

    def test_off_without_mains_is_the_end_until_they_are_back(self, ups, bench):
        bench.cut_mains()
        assert shut_down(ups, after_s=600, restore_after_s=60)
        bench.pass_time(600)
        until(lambda: ups.status().state is DeviceState.OFFLINE)
        bench.restore_mains()
        assert ups.status().ready
        bench.pass_time(60)
        assert read(ups).output_v == 220

    def test_a_damaged_answer_is_asked_for_again(self, ups, bench):
        bench.corrupt_next(2)
        assert ups.status().ready

    def test_always_damaged(self, ups, bench):
        bench.corrupt_next(1_000_000)
        assert faults(ups) == {Fault.CORRUPT_FRAME}
        bench.corrupt_next(0)
        assert ups.status().ready

    def test_a_silent_one(self, ups, bench):
        bench.set_mute(mute=True)
        status = ups.status()
        assert (status.state, status.faults) == (DeviceState.HARDWARE_ERROR, {Fault.TIMEOUT})
        bench.set_mute(mute=False)
        assert ups.status().ready

    def test_unplugged_in_the_middle_of_an_answer(self, ups, bench):
        assert ups.status().ready
        with soon(bench.unplug):  # a question and its answer take 0.2 s
            with pytest.raises(DeviceError) as caught:
                read(ups)
            assert caught.value.fault is Fault.OFFLINE
        bench.replug()
        assert ups.status().ready
