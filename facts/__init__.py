"""What pyinfra can ask a device: `device.py` reads many settings at once, the others one each."""
