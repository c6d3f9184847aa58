namespace Flex3D.Stages.Faults;

/// <summary>The error of a device that cannot be used or has failed: another device, or the processor, may do the work.</summary>
public class DeviceException(string message, Exception? inner = null) : Exception(message, inner);
