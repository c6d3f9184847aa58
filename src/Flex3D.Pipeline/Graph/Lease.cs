namespace Flex3D.Pipeline.Graph;

/// <summary>The right to use one buffer of a <see cref="BufferPool{T}"/> until it is given back.</summary>
/// <param name="Slot">Which buffer.</param>
/// <param name="Generation">How many times that buffer had been rented before: an old lease does not open a buffer rented anew.</param>
internal readonly record struct Lease(int Slot, int Generation);
