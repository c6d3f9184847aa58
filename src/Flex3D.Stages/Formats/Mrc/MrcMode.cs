namespace Flex3D.Stages.Formats;

/// <summary>The sample types of MRC2014 that hold real densities.</summary>
internal enum MrcMode
{
    Int8 = 0,
    Int16 = 1,
    Float32 = 2,
    UInt16 = 6,
    Float16 = 12,
    UInt4 = 101,
}
