namespace Flex3D.Stages.Faults;

/// <summary>A device cannot be had or has failed: another, or the processor, may do the work.</summary>
public class DeviceException(string message, Exception? inner = null) : Exception(message, inner);
